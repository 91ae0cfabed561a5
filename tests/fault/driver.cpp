// The process that the fault tests kill: runs lines of `kyodo apply` on a database and answers each on
// standard output as soon as it is committed.
//
//   fault_driver run HOME PLUGINS LINES FROM  makes HOME/kyodo.db if it is not there; LINES from the FROMth
//   on fault_driver check HOME                   prints what must not depend on how often a process died
//   fault_driver backup HOME FILE             copies HOME/kyodo.db
//   fault_driver restore HOME FILE            puts the copy in its place
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "cli/lines.h"
#include "notify/daily.h"
#include "notify/maildir.h"
#include "runtime/verify.h"
#include "store/sqlite_store.h"

namespace {

using namespace kyodo;

constexpr int kFailed = 1, kWrongUsage = 2, kStoreFailed = 3;

void say(const std::string& line) {
  std::string text = line + "\n";
  std::string_view left = text;
  while (!left.empty()) {
    ssize_t n = ::write(STDOUT_FILENO, left.data(), left.size());
    if (n < 0) ::_exit(kFailed);
    left.remove_prefix(static_cast<std::size_t>(n));
  }
}

std::string error_text(const Error& error) {
  return to_text(JsonObject{{"error", code_name(error.code)}, {"text", error.text.en}});
}

[[noreturn]] void give_up(const Error& error) {
  fmt::print(stderr, "{}\n", error_text(error));
  ::_exit(error.code == Code::storage || error.code == Code::io ? kStoreFailed : kFailed);
}

template <class T>
T must(Result<T> result) {
  if (!result) give_up(result.error());
  return std::move(*result);
}

Result<JsonObject> deliver(runtime::Engine& engine, TimePoint now, const std::string& maildir) {
  auto channel = notify::Maildir::open(maildir);
  if (!channel) return channel.error();
  auto report = notify::run(engine, *channel, {.from = "kyodo@city.example.jp"}, now);
  if (!report) return report.error();
  return JsonObject{
      {"made", report->made}, {"sent", report->sent}, {"retry", report->retry}, {"failed", report->failed}};
}

int run(const std::string& home, const std::string& plugins, const std::string& lines, std::size_t from) {
  const std::string file = home + "/kyodo.db";
  if (::access(file.c_str(), F_OK) != 0)
    if (auto made = store::create(file, true, "fault", TimePoint{0}); !made) give_up(made.error());
  auto store = must(store::open(file));
  // Long enough for a machine that does much else; the test of a plugin that never returns asks for less.
  const char* seconds = std::getenv("KYODO_FAULT_SECONDS");
  auto guard = must(stage::Guard::open(home + "/plugin-marker", seconds ? std::atoi(seconds) : 60));
  stage::Catalog catalog(guard.get());
  catalog.load_folder(plugins);
  for (const Error& problem : catalog.problems()) give_up(problem);
  runtime::Engine engine(*store, catalog, "fault", guard.get());
  if (auto parked = must(engine.park_left_marker(TimePoint{0})))
    fmt::print(stderr, "parked: {}\n", parked->en);

  cli::LineContext context{"apply:fault", true, TimePoint{0}};
  context.deliver = [&](runtime::Engine& of, TimePoint now) { return deliver(of, now, home + "/mail"); };
  std::ifstream in(lines);
  std::size_t number = 0;
  for (std::string text; std::getline(in, text);) {
    if (number++ < from) continue;
    auto calendar = must(engine.calendar());
    auto line = must(cli::parse_line(text, calendar, {lines, static_cast<int>(number), 0}));
    auto answer = cli::execute(engine, line, context);
    // A store that fails answers nothing: whoever asked repeats the line.
    if (!answer && (answer.error().code == Code::storage || answer.error().code == Code::io)) {
      fmt::print(stderr, "{}\n", error_text(answer.error()));
      return kStoreFailed;
    }
    say(answer ? to_text(*answer) : error_text(answer.error()));
  }
  return 0;
}

int check(const std::string& home) {
  const std::string file = home + "/kyodo.db";
  auto store = must(store::open(file, {.read_only = true}));
  auto scratch = store::open_scratch();
  auto report = runtime::verify(*store, *scratch, std::nullopt, nullptr);
  say(fmt::format("entries {} head {}", report.entries, report.head));
  for (const auto& finding : report.findings) say("finding " + finding.rule + ": " + finding.text.en);
  for (const auto& incident : store->find<office::Incident>({.order = {"id"}}))
    say(fmt::format("incident {} {} of {}", incident.id, incident.status, incident.project));
  for (const auto& visit : store->find<office::Visit>({.order = {"id"}}))
    say(fmt::format("visit {} {} {}", visit.id, visit.status, to_text(visit.state)));
  for (const std::string& problem : must(store::integrity_problems(file))) say("integrity " + problem);
  boost::mp11::mp_for_each<boost::mp11::mp_transform<
      std::add_pointer_t, boost::mp11::mp_list<runtime::Draft, runtime::KeyedAnswer>>>([&](auto type) {
    using T = std::remove_pointer_t<decltype(type)>;
    for (const T& row : store->find<T>({.order = {office::table_of<T>().columns[0].name}}))
      say(std::string(T::kTable) + " " + to_text(to_json(row)));
  });
  return report.ok() ? 0 : kFailed;
}

int backup(const std::string& file, const std::string& target) {
  say(must(store::backup(file, target, TimePoint{0})).head);
  return 0;
}

int restore(const std::string& file, const std::string& source) {
  if (auto restored = store::replace(file, source); !restored) give_up(restored.error());
  say("restored");
  return 0;
}

}  // namespace

int main(int count, char** words) {
  const std::vector<std::string> args(words + 1, words + count);
  if (args.size() == 5 && args[0] == "run")
    return run(args[1], args[2], args[3], static_cast<std::size_t>(std::stoul(args[4])));
  if (args.size() == 2 && args[0] == "check") return check(args[1]);
  if (args.size() == 3 && args[0] == "backup") return backup(args[1] + "/kyodo.db", args[2]);
  if (args.size() == 3 && args[0] == "restore") return restore(args[1] + "/kyodo.db", args[2]);
  fmt::print(stderr, "fault_driver run HOME PLUGINS LINES FROM | check HOME | backup|restore HOME FILE\n");
  return kWrongUsage;
}
