// The process that the fault tests kill: runs lines of `kyodo apply` on a database and answers each on
// standard output as soon as it is committed.
//
//   fault_driver run HOME PLUGINS LINES FROM  makes HOME/kyodo.db if it is not there; from which line on
//   fault_driver check HOME                   prints what must not depend on how often a process died
//   fault_driver backup HOME FILE             copies HOME/kyodo.db
//   fault_driver restore HOME FILE            puts the copy in its place
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "office.h"
#include "runtime/verify.h"

namespace {

using namespace kyodo;
using namespace kyodo::fault;

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

int exit_code(const Error& error) {
  return error.code == Code::storage || error.code == Code::io ? kStoreFailed : kFailed;
}

[[noreturn]] void give_up(const Error& error) {
  fmt::print(stderr, "{}\n", error_text(error));
  ::_exit(exit_code(error));
}

template <class T>
T must(Result<T> result) {
  if (!result) give_up(result.error());
  return std::move(*result);
}

int run(const std::string& home, const std::string& plugins, const std::string& lines, std::size_t from) {
  // Long enough for a machine that does much else; the test of a plugin that never returns asks for less.
  const char* seconds = std::getenv("KYODO_FAULT_SECONDS");
  auto office = must(Office::open(home, plugins, seconds ? std::atoi(seconds) : 60));
  std::ifstream in(lines);
  std::size_t number = 0;
  for (std::string text; std::getline(in, text);) {
    if (number++ < from) continue;
    auto answer = office->answer(text, {lines, static_cast<int>(number), 0});
    if (answer) {
      say(*answer);
      continue;
    }
    fmt::print(stderr, "{}\n", error_text(answer.error()));
    return exit_code(answer.error());
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
