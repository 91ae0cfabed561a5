// One command through the store, beside a bare loop over SQLite that writes the same bytes
// (docs/performance.md).
//   bench_store FOLDER CHART CONFIG [PROJECTS [SENT_TO]]
// Makes databases in FOLDER, on the disk to be measured, with PROJECTS that wait in CHART, and sends the
// event "next" to SENT_TO of them in turn, as a person of the office, under the table of authority of CONFIG.
// Both loops take turns, block by block and then the other way round, since the disk drifts. Prints medians
// of five as JSON: store_single_ratio and store_group_ratio (1: as fast as the bare loop), and events per
// second of all four loops.
#include <sqlite3.h>
#include <unistd.h>

#include "cli/config.h"
#include "measure.h"
#include "runtime/engine.h"
#include "store/sqlite_store.h"

namespace kyodo::bench {
namespace {

constexpr int kRuns = 5;
constexpr int kCommands = 1'500;  // of one run with one event per transaction
constexpr int kGroup = 100;       // events per transaction of the grouped runs
constexpr int kGroups = 100;      // transactions of one grouped run
constexpr int kBlocks = 10;       // turns within a run

struct Setting {
  std::string chart;   // text of the SCXML document
  std::string config;  // folder with calendar.json and authority.csv
  int projects = 100;  // that wait in the database
  int sent_to = 1;     // of these, in turn
};

constexpr int kMaxSeconds = 600;              // of one step: no watchdog here
constexpr TimePoint kNow{1'522'627'200'000};  // 2018-04-02 09:00 in Tokyo

// No stage is called: the chart invokes none.
class NoStages : public stage::Stages {
 public:
  const stage::StageInfo* find(std::string_view) const override { return nullptr; }
  std::vector<const stage::StageInfo*> all() const override { return {}; }
  Result<JsonObject> decide(const stage::StageCall&) override { return fail(Code::plugin, "", "no stages"); }
  Result<JsonObject> rank(const std::string&, const JsonObject&) override {
    return fail(Code::plugin, "", "no stages");
  }
};

runtime::Command command_of(runtime::CommandBody body, const std::string& actor) {
  return {std::move(body), actor, "", "bench", "", std::nullopt, kNow, std::nullopt};
}

// An engine on one file.
struct Office {
  explicit Office(const fs::path& file)
      : store(must(store::open(file.string()))),
        guard(must(stage::Guard::open(file.string() + ".marker", kMaxSeconds))),
        engine(*store, stages, "bench", guard.get()) {}
  runtime::Answer apply(runtime::CommandBody body, const std::string& actor) {
    return must(engine.apply(command_of(std::move(body), actor)));
  }
  std::unique_ptr<runtime::Store> store;
  std::unique_ptr<stage::Guard> guard;
  NoStages stages;
  runtime::Engine engine;
};

void make_database(const fs::path& file, const Setting& setting) {
  if (auto made = store::create(file.string(), true, "bench", kNow); !made) stop(made.error().text.en);
  Office office(file);
  const fs::path config(setting.config);
  office.apply(runtime::ChangeSetting{"calendar", must(parse_json(read_text(config / "calendar.json")))}, "");
  office.apply(
      runtime::ChangeSetting{"authority",
                             must(cli::authority_rows(read_text(config / "authority.csv"), "authority.csv"))},
      "");
  office.apply(runtime::ImportUnits{{JsonObject{{"id", "03"}, {"name", "環境部"}}}}, "");
  office.apply(runtime::ImportPersons{{JsonObject{{"id", "jimu"}, {"name", "事務局"}, {"unit", "03"}}}}, "");
  office.apply(runtime::ImportRoles{{JsonObject{{"person", "jimu"}, {"role", "office"}, {"unit", ""}}}}, "");
  const char* const manifest =
      R"({"name":"toggle","title":{"ja":"切替","en":"Toggle"},"fiscal_year":2018,"roles":["office"]})";
  office.apply(runtime::InstallWorkflow{{{"workflow.scxml", setting.chart},
                                         {"workflow.json", manifest},
                                         {"messages/daily.mustache", "-"},
                                         {"messages/daily-subject.mustache", "-"}}},
               "");
  office.apply(runtime::OpenRound{"H30", "平成30年度", "toggle", 2018, 50}, "jimu");
  constexpr int kAtOnce = 5'000;
  for (int done = 0; done < setting.projects;) {
    runtime::ImportProjects import{"H30", {}, {}};
    for (int i = 0; i < kAtOnce && done < setting.projects; ++i, ++done)
      import.projects.push_back(JsonObject{{"code", fmt::format("03-{}", done)},
                                           {"name", fmt::format("里山の保全 {}", done)},
                                           {"unit", "03"},
                                           {"category", "通常"},
                                           { "attributes",
                                             JsonObject {
                                               {"予算", 1'200'000},
                                               { "分野",
                                                 "環境" }
                                             } }});
    office.apply(std::move(import), "jimu");
  }
}

runtime::SendEvent event_of(const Setting& setting, int number) {
  return {fmt::format("P-{}", 1 + number % setting.sent_to), "next", {}};
}

// What one command wrote, in the order in which the bare loop binds it.
struct Written {
  std::int64_t number, happened, recorded, version;
  std::size_t text;  // where the first of its texts is
};
constexpr std::size_t kEntryTexts = 14;
constexpr std::size_t kTexts = kEntryTexts + 2;  // state of the project, frozen session

// What all commands wrote, in few large pieces: thousands of strings in between would scatter all that the
// measured loops allocate.
struct Record {
  std::string bytes;
  std::vector<std::size_t> ends{0};  // of each text
  std::vector<Written> commands;

  explicit Record(int count) {
    constexpr std::size_t kBytesEach = 2'000;
    bytes.reserve(static_cast<std::size_t>(count) * kBytesEach);
    ends.reserve(static_cast<std::size_t>(count) * kTexts + 1);
    commands.reserve(static_cast<std::size_t>(count));
  }
  void add(const std::string& text) {
    bytes += text;
    ends.push_back(bytes.size());
  }
  std::string_view text(std::size_t number) const {
    return std::string_view(bytes).substr(ends[number], ends[number + 1] - ends[number]);
  }
};

Record record(const fs::path& file, const Setting& setting, int count) {
  Office office(file);
  Record all(count);
  for (int i = 0; i < count; ++i) {
    runtime::SendEvent event = event_of(setting, i);
    const std::string id = event.project;
    office.apply(std::move(event), "jimu");
    const auto project = office.store->get<office::Project>(id);
    const auto session = office.store->get<office::SessionRow>(id);
    const journal::Entry e = *office.store->last_entry();
    all.commands.push_back({e.number, e.happened.ms, e.recorded.ms, project->version, all.ends.size() - 1});
    for (const std::string* text :
         {&e.project, &e.actor, &e.role, &e.unit, &e.channel, &e.command, &e.command_id, &e.reason,
          &e.payload, &e.salt, &e.payload_hash, &e.stream_prev, &e.prev, &e.hash})
      all.add(*text);
    all.add(project->state);
    all.add(to_text(session->frozen));
  }
  return all;
}

// The same statements with the same bytes, and nothing else.
class BareLoop {
 public:
  explicit BareLoop(const fs::path& file) {
    check(sqlite3_open_v2(file.c_str(), &database_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr));
    check(sqlite3_exec(database_,
                       "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=1000;",
                       nullptr, nullptr, nullptr));
    prepare("BEGIN IMMEDIATE", begin_);
    prepare("COMMIT", commit_);
    prepare("INSERT INTO journal VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", append_);
    prepare("UPDATE project SET state = ?, version = ? WHERE id = ?", project_);
    prepare("UPDATE session SET frozen = ? WHERE id = ?", session_);
  }
  ~BareLoop() {
    for (sqlite3_stmt* statement : {begin_, commit_, append_, project_, session_})
      sqlite3_finalize(statement);
    sqlite3_close(database_);
  }
  BareLoop(const BareLoop&) = delete;
  BareLoop& operator=(const BareLoop&) = delete;

  void begin() { run(begin_); }
  void commit() { run(commit_); }
  void write(const Record& record, const Written& one) {
    sqlite3_bind_int64(append_, 1, one.number);
    sqlite3_bind_int64(append_, 2, one.happened);
    sqlite3_bind_int64(append_, 3, one.recorded);
    for (std::size_t i = 0; i < kEntryTexts; ++i)
      bind(append_, 4 + static_cast<int>(i), record.text(one.text + i));
    run(append_);
    const std::string_view project = record.text(one.text);
    bind(project_, 1, record.text(one.text + kEntryTexts));
    sqlite3_bind_int64(project_, 2, one.version);
    bind(project_, 3, project);
    run(project_);
    bind(session_, 1, record.text(one.text + kEntryTexts + 1));
    bind(session_, 2, project);
    run(session_);
  }

 private:
  void check(int code) {
    if (code != SQLITE_OK) stop(std::string("SQLite: ") + sqlite3_errmsg(database_));
  }
  void prepare(const char* sql, sqlite3_stmt*& statement) {
    check(sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
  }
  static void bind(sqlite3_stmt* statement, int column, std::string_view text) {
    sqlite3_bind_text(statement, column, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
  }
  void run(sqlite3_stmt* statement) {
    const int code = sqlite3_step(statement);
    check(code == SQLITE_DONE ? SQLITE_OK : code);
    sqlite3_reset(statement);
  }

  sqlite3* database_ = nullptr;
  sqlite3_stmt *begin_ = nullptr, *commit_ = nullptr, *append_ = nullptr, *project_ = nullptr,
               *session_ = nullptr;
};

struct Rates {
  double ratio, store, bare;  // events per second
};

struct Loops {
  Office& office;
  BareLoop& bare;
  const Record& written;
  const Setting& setting;
  int next = 0;  // of the events

  void send(int from, int count, int group) {
    for (int i = from; i < from + count; i += group) {
      std::vector<runtime::Command> commands;
      for (int j = i; j < i + group; ++j) commands.push_back(command_of(event_of(setting, j), "jimu"));
      for (auto& answer : office.engine.apply_all(commands)) must(std::move(answer));
    }
  }
  void write(int from, int count, int group) {
    for (int i = from; i < from + count; i += group) {
      bare.begin();
      for (int j = i; j < i + group; ++j) bare.write(written, written.commands[static_cast<std::size_t>(j)]);
      bare.commit();
    }
  }
  Rates run(int count, int group) {
    const int block = count / kBlocks;
    double of_store = 0, of_bare = 0;
    for (int i = 0; i < kBlocks; ++i, next += block) {
      auto store_turn = [&] { of_store += seconds([&] { send(next, block, group); }); };
      auto bare_turn = [&] { of_bare += seconds([&] { write(next, block, group); }); };
      if (i % 2) bare_turn();
      store_turn();
      if (i % 2 == 0) bare_turn();
    }
    return {of_bare / of_store, count / of_store, count / of_bare};
  }
};

void add_medians(JsonObject& figures, const std::string& name, const std::vector<Rates>& runs) {
  auto of = [&](double Rates::*member) {
    std::vector<double> values;
    for (const Rates& one : runs) values.push_back(one.*member);
    return median(std::move(values));
  };
  figures["store_" + name + "_ratio"] = of(&Rates::ratio);
  figures["store_" + name + "_per_second"] = of(&Rates::store);
  figures["bare_" + name + "_per_second"] = of(&Rates::bare);
}

// Everything the loops may have written, as text.
std::string contents(const fs::path& file) {
  auto store = must(store::open(file.string(), {.read_only = true}));
  std::string text;
  store->read_journal(0, "", [&](const journal::Entry& entry) {
    text += to_text(to_json(entry));
    return true;
  });
  for (const auto& project : store->find<office::Project>({.order = {"id"}}))
    text += to_text(to_json(project));
  for (const auto& session : store->find<office::SessionRow>({.order = {"id"}}))
    text += to_text(to_json(session));
  return text;
}

JsonObject measure(const fs::path& folder, const Setting& setting) {
  const fs::path made = folder / "made.db", recorded = folder / "recorded.db",
                 through = folder / "through.db", bare = folder / "bare.db";
  make_database(made, setting);
  for (const fs::path& copy : {recorded, through, bare}) fs::copy_file(made, copy);
  JsonObject figures;
  {
    const Record written = record(recorded, setting, kRuns * (kCommands + kGroups * kGroup));
    Office office(through);
    BareLoop loop(bare);
    Loops loops{office, loop, written, setting};
    std::vector<Rates> single, group;
    for (int i = 0; i < kRuns; ++i) {
      single.push_back(loops.run(kCommands, 1));
      group.push_back(loops.run(kGroups * kGroup, kGroup));
    }
    add_medians(figures, "single", single);
    add_medians(figures, "group", group);
  }
  if (contents(through) != contents(bare)) stop("the two loops did not write the same rows");
  return figures;
}

}  // namespace
}  // namespace kyodo::bench

int main(int count, char** words) {
  using namespace kyodo::bench;
  if (count < 4) {
    fmt::print(stderr, "bench_store FOLDER CHART CONFIG [PROJECTS [SENT_TO]]\n");
    return 2;
  }
  Setting setting{read_text(words[2]), words[3]};
  if (count > 4) setting.projects = std::atoi(words[4]);
  if (count > 5) setting.sent_to = std::atoi(words[5]);
  // Of its own, so that nothing that is there is in the way or lost.
  const fs::path folder = fs::path(words[1]) / fmt::format("bench-store-{}", ::getpid());
  fs::create_directories(folder);
  fmt::print("{}", kyodo::to_pretty_text(measure(folder, setting)));
  fs::remove_all(folder);
}
