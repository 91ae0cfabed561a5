// An office that does lines of `kyodo apply` on the database of a folder, and puts its mail beside it.
#pragma once

#include <unistd.h>

#include <memory>
#include <string>

#include "cli/lines.h"
#include "notify/daily.h"
#include "notify/maildir.h"
#include "store/sqlite_store.h"

namespace kyodo::fault {

inline std::string error_text(const Error& error) {
  return to_text(JsonObject{{"error", code_name(error.code)}, {"text", error.text.en}});
}

class Office {
 public:
  // Makes HOME/kyodo.db if it is not there. `seconds`: for one call of a plugin.
  static Result<std::unique_ptr<Office>> open(const std::string& home, const std::string& plugins,
                                              int seconds) {
    const std::string file = home + "/kyodo.db";
    if (::access(file.c_str(), F_OK) != 0)
      if (auto made = store::create(file, true, "fault", TimePoint{0}); !made) return made.error();
    auto store = store::open(file);
    if (!store) return store.error();
    auto guard = stage::Guard::open(home + "/plugin-marker", seconds);
    if (!guard) return guard.error();
    std::unique_ptr<Office> office(new Office(std::move(*store), std::move(*guard), home));
    office->catalog_.load_folder(plugins);
    for (const Error& problem : office->catalog_.problems()) return problem;
    auto parked = office->engine_.park_left_marker(TimePoint{0});
    if (!parked) return parked.error();
    if (*parked) fmt::print(stderr, "parked: {}\n", (**parked).en);
    return office;
  }

  runtime::Store& store() { return *store_; }

  // What the line is answered, be it a refusal. Error: the store or the mail failed, which answers nothing;
  // whoever asked repeats the line.
  Result<std::string> answer(const std::string& text, const Where& where) {
    try {
      auto calendar = engine_.calendar();
      if (!calendar) return calendar.error();
      auto line = cli::parse_line(text, *calendar, where);
      if (!line) return line.error();
      auto answer = cli::execute(engine_, *line, context_);
      if (answer) return to_text(*answer);
      if (answer.error().code == Code::storage || answer.error().code == Code::io) return answer.error();
      return error_text(answer.error());
    } catch (const runtime::StorageFailure& failure) {
      return failure.error();
    }
  }

 private:
  Office(std::unique_ptr<runtime::Store> store, std::unique_ptr<stage::Guard> guard, const std::string& home)
      : store_(std::move(store)),
        guard_(std::move(guard)),
        catalog_(guard_.get()),
        engine_(*store_, catalog_, "fault", guard_.get()) {
    context_.deliver = [home](runtime::Engine& engine, TimePoint now,
                              const std::function<bool()>&) -> Result<JsonObject> {
      auto channel = notify::Maildir::open(home + "/mail");
      if (!channel) return channel.error();
      auto report = notify::run(engine, *channel, {.from = "kyodo@city.example.jp"}, now);
      if (!report) return report.error();
      return JsonObject{{"made", report->made},
                        {"sent", report->sent},
                        {"retry", report->retry},
                        {"failed", report->failed}};
    };
  }

  std::unique_ptr<runtime::Store> store_;
  std::unique_ptr<stage::Guard> guard_;
  stage::Catalog catalog_;
  runtime::Engine engine_;
  cli::LineContext context_{"apply:fault", true, TimePoint{0}};
};

}  // namespace kyodo::fault
