// Support of a whole project: its place in the queue, and the works (業務) that are opened under it.
#pragma once

#include <optional>
#include <string>

#include "state.h"

namespace kyodo::support {

struct Start {
  std::string reason;
};
struct Requeue {
  std::int64_t order = 0;
  std::string reason;
};
struct AddWork {
  std::string name;
  std::optional<std::string> note;
};
struct RemoveWork {
  std::string name, reason;
};
struct Confirm {};
BOOST_DESCRIBE_STRUCT(Start, (), (reason))
BOOST_DESCRIBE_STRUCT(Requeue, (), (order, reason))
BOOST_DESCRIBE_STRUCT(AddWork, (), (name, note))
BOOST_DESCRIBE_STRUCT(RemoveWork, (), (name, reason))
BOOST_DESCRIBE_STRUCT(Confirm, (), ())

void enter_project(stage::Call& call);
void start(stage::Call& call, State& state, const Start& data);
void requeue(stage::Call& call, State& state, const Requeue& data);
void add_work(stage::Call& call, State& state, const AddWork& data);
void remove_work(stage::Call& call, State& state, const RemoveWork& data);
void confirm(stage::Call& call, State& state, const Confirm& data);

}  // namespace kyodo::support
