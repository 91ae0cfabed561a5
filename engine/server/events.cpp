#include "server/events.h"

#include <fmt/format.h>

#include "runtime/authority.h"

namespace kyodo::server {
namespace {

class Events {
 public:
  Events(Readers& readers, const cli::Machine& machine, std::string person, std::int64_t after)
      : readers_(readers), machine_(machine), person_(std::move(person)), last_(after) {}

  std::optional<std::string> next() try {
    auto lease = readers_.take();
    if (!lease) return std::nullopt;
    cli::Opened& opened = **lease;
    runtime::Store& store = *opened.store;
    auto newest = store.last_entry();
    if (!newest || newest->number <= last_) return "";
    auto calendar = opened.engine->shared_calendar();
    if (!calendar) return std::nullopt;
    auto rights = runtime::Rights::of(store, person_,
                                      calendar::local_date(**calendar, cli::office_time(machine_, store)));
    if (!rights) return std::nullopt;  // the account was closed meanwhile
    std::string text;
    std::size_t rows = 0;
    store.read_journal(last_ + 1, "", [&](const journal::Entry& entry) {
      last_ = entry.number;
      if (may_see(store, *rights, entry)) text += said(**calendar, entry);
      return ++rows < kMaxEventsAtOnce;
    });
    // Where the stream stands although nothing of it could be seen.
    return text.empty() ? fmt::format("id: {}\n\n", last_) : text;
  } catch (const runtime::StorageFailure&) {
    return std::nullopt;
  }

 private:
  static bool may_see(runtime::Store& store, const runtime::Rights& rights, const journal::Entry& entry) {
    if (entry.project.empty()) return rights.may({.name = "journal.read"}).has_value();
    auto project = store.get<office::Project>(entry.project);
    return project && rights.may_read(*project);
  }
  static std::string said(const calendar::Calendar& calendar, const journal::Entry& entry) {
    JsonObject data{{"number", entry.number},
                    {"command", entry.command},
                    {"recorded", calendar::to_rfc3339(calendar, entry.recorded)}};
    if (!entry.project.empty()) data["project"] = entry.project;
    return fmt::format("id: {}\nevent: change\ndata: {}\n\n", entry.number, to_text(data));
  }

  Readers& readers_;
  const cli::Machine& machine_;
  std::string person_;
  std::int64_t last_;
};

}  // namespace

Response event_stream(Readers& readers, const cli::Machine& machine, const std::string& person,
                      std::int64_t after) {
  auto events = std::make_shared<Events>(readers, machine, person, after);
  Response response{200, "text/event-stream", ""};
  response.stream = [events] { return events->next(); };
  return response;
}

}  // namespace kyodo::server
