// Runs one chart as a workflow of an office: its session, child charts and timers lie in a database, and the
// process is killed before and after every commit and the database opened anew.
//
//   stored_chart FILE FOLDER [--interactive] < LINES
//
// Says what `kyodo scxml run` says, but for the log. Exit code 1 when something was lost, doubled or left
// over.
#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <stdexcept>

#include "base/sha256.h"
#include "dying_store.h"
#include "interpreter/interpreter.h"
#include "runtime/engine.h"
#include "runtime/verify.h"
#include "store/sqlite_store.h"

namespace kyodo::conformance {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProject = "C-1";

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

template <class T>
T must(Result<T> result) {
  if (result) return std::move(*result);
  std::string text = result.error().text.en;
  for (const Problem& problem : result.error().problems)
    text += "\n  " + problem.field + ": " + problem.text.en;
  throw std::runtime_error(text);
}

void must(const Result<void>& result) {
  if (!result) throw std::runtime_error(result.error().text.en);
}

void replace_all(std::string& text, const std::string& what, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
    text.replace(at, what.size(), by);
}

// The document with everything beside it that it may name; what is no chart lies in the folder data there.
workflow::Files package_of(const fs::path& document) {
  workflow::Files files{
      {"workflow.json",
       R"({"name": "one", "title": {"ja": "図", "en": "A chart"}, "fiscal_year": 2018, "roles": ["office"]})"},
      {"messages/daily.mustache", "{{date_era}}"},
      {"messages/daily-subject.mustache", "{{date_era}}"},
      {"workflow.scxml", read(document)}};
  std::string& chart = files["workflow.scxml"];
  for (const fs::directory_entry& entry : fs::directory_iterator(document.parent_path())) {
    const fs::path& path = entry.path();
    const std::string name = path.filename().string();
    if (name.ends_with("sub1.scxml")) files[name] = read(path);
    if (path.extension() != ".txt" && path.extension() != ".js") continue;
    files["data/" + name] = read(path);
    replace_all(chart, "\"file:" + name + "\"", "\"data/" + name + "\"");
    replace_all(chart, "\"" + name + "\"", "\"data/" + name + "\"");
  }
  return files;
}

class Run {
 public:
  Run(const fs::path& document, const fs::path& folder) : file_((folder / "kyodo.db").string()) {
    for (const char* ending : {"", "-wal", "-shm", ".lock"}) fs::remove(file_ + ending);
    must(store::create(file_, true, "conformance", now_));
    const workflow::Files files = package_of(document);
    hash_ = must(workflow::open_package(files))->hash;
    auto store = must(store::open(file_));
    runtime::Engine engine(*store, stages_, "conformance");
    set_up(*store, engine, files);
  }

  void begin() {
    carry_out(runtime::AddProject{kProject, "chart", "01", "R", std::nullopt, std::nullopt, {}});
  }

  void send(const std::string& name, const Json& data) {
    carry_out(runtime::SendEvent{project_, name, data});
  }

  // Fires what is due until then, in order.
  void advance(TimePoint until) {
    while (const auto timer = next_timer()) {
      if (timer->due > until) break;
      now_ = std::max(now_, timer->due);
      carry_out(runtime::FireTimer{timer->id}, "system");
    }
    now_ = until;
  }
  void advance_by(std::int64_t ms) { advance({now_.ms + ms}); }
  void run_out() {
    while (const auto timer = next_timer()) advance(timer->due);
  }

  std::string line() {
    auto store = must(store::open(file_, {.read_only = true}));
    runtime::Packages packages;
    const auto row = store->get<office::SessionRow>(project_);
    if (!row) throw std::runtime_error("there is no session");
    const interpreter::Session session = must(interpreter::thaw(row->frozen));
    const auto package = must(packages.open(*store, hash_));
    JsonArray configuration;
    for (const std::string& state : interpreter::atomic_states(*package->charts.at("workflow"), session))
      configuration.emplace_back(state);
    done_ = session.done;
    return to_text(JsonObject{{"configuration", std::move(configuration)}, {"done", session.done}});
  }
  bool done() const { return done_; }

  // What must hold whatever happened: "" or what does not.
  std::string faults() {
    auto store = must(store::open(file_));
    std::set<std::string> sessions;
    for (const auto& row : store->find<office::SessionRow>()) sessions.insert(row.id);
    for (const auto& row : store->find<office::SessionRow>())
      if (!row.parent.empty() && !sessions.contains(row.parent)) return "orphaned session " + row.id;
    for (const auto& timer : store->find<office::Timer>())
      if (!sessions.contains(timer.session)) return "timer of nobody: " + timer.id;
    if (done_ && sessions.size() > 1) return "sessions live on after the end";
    if (done_ && !store->find<office::Timer>().empty()) return "timers live on after the end";
    if (std::string repeated = repeated_id(*store); !repeated.empty())
      return "an id was used twice: " + repeated;
    auto scratch = store::open_scratch();
    for (const auto& finding : runtime::verify(*store, *scratch, std::nullopt, nullptr).findings)
      if (finding.text.en.find("workflow") == std::string::npos) return finding.rule + ": " + finding.text.en;
    return "";
  }

 private:
  // Not by commands: charts of the suite are wrong on purpose, and no office would be let install them.
  void set_up(runtime::Store& store, runtime::Engine& engine, const workflow::Files& files) {
    store.begin_write();
    office::Workflow workflow{hash_, "one", "図", {}, now_};
    for (const auto& [path, bytes] : files) {
      const std::string blob = sha256_hex(bytes);
      store.put_blob(blob, bytes);
      workflow.files[path] = blob;
    }
    store.put(workflow);
    store.commit();
    const Json calendar = must(parse_json(read(KYODO_SOURCE_DIR "/config/calendar.json")));
    const Json authority = JsonArray{JsonObject{{"role", "*"}, {"operation", "*"}, {"scope", "all"}}};
    const JsonArray units{JsonObject{{"id", "01"}, {"name", "課"}}};
    for (runtime::CommandBody body : std::vector<runtime::CommandBody>{
             runtime::ChangeSetting{"calendar", calendar}, runtime::ChangeSetting{"authority", authority},
             runtime::ImportUnits{units}, runtime::OpenRound{"R", "R", hash_, 2018, 1}})
      must(engine.apply({std::move(body), "", "", "test", "", std::nullopt, now_, std::nullopt}));
  }

  // Dies before the commit, then after it, then asks again; a refusal commits nothing at all.
  void carry_out(runtime::CommandBody body, const std::string& actor = "") {
    const runtime::Command command{
        std::move(body), actor, "", "test", fmt::format("key-{}", ++keys_), std::nullopt, now_, std::nullopt};
    const int first = in_a_process(command, Death::before_commit);
    if (first == 0) return;
    if (first != SIGKILL) throw std::runtime_error(fmt::format("died of {}", first));
    if (in_a_process(command, Death::after_commit) != SIGKILL)
      throw std::runtime_error("refused when repeated");
    const std::int64_t entries = journal_length();
    if (in_a_process(command, Death::none) != 0) throw std::runtime_error("not answered when repeated");
    if (journal_length() != entries) throw std::runtime_error("done twice");
    if (project_.empty()) {
      auto store = must(store::open(file_, {.read_only = true}));
      for (const auto& project : store->find<office::Project>()) project_ = project.id;
    }
  }

  std::int64_t journal_length() {
    const auto last = must(store::open(file_, {.read_only = true}))->last_entry();
    return last ? last->number : 0;
  }

  // 0, or the signal (or exit code) it died of.
  int in_a_process(const runtime::Command& command, Death death) {
    std::cout.flush();
    const pid_t child = ::fork();
    if (child == 0) {
      auto inner = store::open(file_);
      if (!inner) ::_exit(2);
      DyingStore dying(**inner, death);
      runtime::Engine engine(dying, stages_, "conformance");
      auto answer = engine.apply(command);
      if (!answer && answer.error().code != Code::refused) {
        std::cerr << answer.error().text.en << std::endl;
        ::_exit(3);
      }
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
  }

  std::optional<office::Timer> next_timer() {
    auto store = must(store::open(file_, {.read_only = true}));
    auto due = store->find<office::Timer>(
        {.where = {office::eq("paused", std::int64_t{0})}, .order = {"due", "id"}, .limit = 1});
    if (due.empty()) return std::nullopt;
    return due.front();
  }

  // Ids with a generated number name one thing for ever; what an author named may come again.
  static std::string repeated_id(runtime::Store& store) {
    std::set<std::string> seen;
    std::string repeated;
    store.read_journal(1, "", [&](const journal::Entry& entry) {
      const auto payload = parse_stored_json(entry.payload);
      if (!payload) return true;
      for (const Json& event : array_or_empty(payload->as_object(), "events")) {
        const JsonObject& object = event.as_object();
        const JsonObject& data = object_or_empty(object, "data");
        std::string id;
        if (string_or(object, "type", "") == "session.started")
          id = string_or(object_or_empty(data, "session"), "id", "");
        const std::size_t dot = id.rfind('.');
        if (dot == std::string::npos || id.find_first_not_of("0123456789", dot + 1) != std::string::npos)
          continue;
        if (!seen.insert(id).second) repeated = id;
      }
      return true;
    });
    return repeated;
  }

  const std::string file_;
  stage::Catalog stages_{nullptr};
  std::string hash_, project_;
  TimePoint now_{1522540800000};  // 2018-04-01 09:00 in Japan
  int keys_ = 0;
  bool done_ = false;
};

int run(const fs::path& document, const fs::path& folder, bool interactive) {
  Run run(document, folder);
  run.begin();
  if (!interactive) run.run_out();
  std::cout << run.line() << '\n';
  for (std::string text; interactive && !run.done() && std::getline(std::cin, text);) {
    const JsonObject line = must(parse_json(text)).as_object();
    if (const std::string_view span = string_or(line, "advance", ""); !span.empty()) {
      run.advance_by(chart::parse_delay(span).value());
    } else {
      const Json* data = line.if_contains("data");
      run.send(std::string(string_or(line, "name", "")), data ? *data : Json(nullptr));
    }
    std::cout << run.line() << '\n';
  }
  const std::string faults = run.faults();
  if (!faults.empty()) std::cerr << faults << '\n';
  return faults.empty() ? 0 : 1;
}

}  // namespace
}  // namespace kyodo::conformance

int main(int count, char** words) {
  try {
    if (count < 3) return 2;
    return kyodo::conformance::run(words[1], words[2],
                                   count > 3 && std::string_view(words[3]) == "--interactive");
  } catch (const std::exception& problem) {
    std::cerr << problem.what() << '\n';
    return 1;
  }
}
