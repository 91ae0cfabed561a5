// The demo city at its desks: people carry out lines in their own names, and look things up in the database.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/lines.h"

namespace kyodo::cli::demo_city {

// A line that had to be done was not; caught by run_demo.
struct Stopped {
  Error error;
};

using Recorder = std::function<void(const Line&)>;  // gets every line that was done

class City {
 public:
  // engine outlives the city. around: how lines are executed (channel, delivery of messages).
  City(runtime::Engine& engine, LineContext around, Recorder recorder);

  // The moment from which the following lines are done. Time never runs back: an earlier one is one second
  // later.
  void go_to(LocalDate day, int minute);
  LocalDate today() const { return today_; }
  const calendar::Calendar& calendar() const { return calendar_; }
  LocalDate business_day(LocalDate from, int n) const {
    return calendar::add_business_days(calendar_, from, n);
  }

  // The data of the answer. as: person, "" = the operator.
  JsonObject done(const std::string& command, JsonObject args, const std::string& as,
                  const std::string& reason = "");
  // May be refused; nothing is recorded then.
  Result<JsonObject> attempt(const std::string& command, JsonObject args, const std::string& as,
                             const std::string& reason = "");
  void act(const std::string& task, const std::string& action, JsonObject data, const std::string& as,
           const std::string& reason = "");
  void submit(const std::string& task, Json answers, const std::string& as, const std::string& reason = "");
  void tick();

  runtime::Store& store() { return engine_.store(); }
  runtime::Engine& engine() { return engine_; }
  office::Project project(const std::string& id);
  office::Task task(const std::string& id);
  office::Visit visit(const std::string& id);
  std::optional<office::Task> task_named(const std::string& visit, const std::string& name);
  std::string unit_name(const std::string& id);
  // Accounts that hold the role in the unit today, by id.
  std::vector<std::string> holders(const std::string& role, const std::string& unit);
  // The account of a partner, "" if it takes part on paper.
  std::string account_of(const std::string& partner);
  // Something waits for the scheduler at this moment: a timer, or notices for the day's message.
  bool is_tick_due();
  // Tasks opened since the last call, in order.
  std::vector<office::Task> new_tasks();

 private:
  Result<JsonObject> execute(Line line);

  runtime::Engine& engine_;
  LineContext around_;
  Recorder recorder_;
  calendar::Calendar calendar_;
  TimePoint now_;
  LocalDate today_;
  std::int64_t tasks_seen_ = 0;
};

}  // namespace kyodo::cli::demo_city
