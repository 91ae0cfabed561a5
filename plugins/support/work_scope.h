// Support of one work: advice, candidates for the partner with state and reason, and the agreement.
#pragma once

#include <optional>
#include <string>

#include "state.h"

namespace kyodo::support {

struct Advise {
  std::string text;
};
struct SetCandidate {
  std::string partner;
  std::string state;  // "candidate" 候補, "approached" 打診中, "agreed" 合意, "declined" 見送り
  std::string reason;
};
struct Rematch {};
struct End {
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(Advise, (), (text))
BOOST_DESCRIBE_STRUCT(SetCandidate, (), (partner, state, reason))
BOOST_DESCRIBE_STRUCT(Rematch, (), ())
BOOST_DESCRIBE_STRUCT(End, (), (reason))

void enter_work(stage::Call& call);
void advise(stage::Call& call, State& state, const Advise& data);  // in both scopes
void set_candidate(stage::Call& call, State& state, const SetCandidate& data);
void rematch(stage::Call& call, State& state, const Rematch& data);
void end(stage::Call& call, State& state, const End& data);  // in both scopes

// The candidate all agreed with, null if there is none.
const Candidate* agreed_candidate(const State& state);

}  // namespace kyodo::support
