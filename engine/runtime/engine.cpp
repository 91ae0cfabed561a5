#include "runtime/engine.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/sha256.h"
#include "runtime/authority.h"
#include "runtime/deciders.h"
#include "runtime/migration.h"
#include "runtime/project_events.h"
#include "runtime/sessions.h"

namespace kyodo::runtime {
namespace {

// Rolls back unless committed, whatever happens in between.
class WriteScope {
 public:
  explicit WriteScope(Store& store) : store_(store) { store_.begin_write(); }
  ~WriteScope() {
    if (!done_) store_.rollback();
  }
  WriteScope(const WriteScope&) = delete;
  WriteScope& operator=(const WriteScope&) = delete;
  void commit() {
    store_.commit();
    done_ = true;
  }

 private:
  Store& store_;
  bool done_ = false;
};

std::string command_hash(const Command& command) {
  Sha256 hash;
  hash.add(name_of(command.body));
  hash.add(to_text(args_of(command.body)));
  hash.add(command.actor);
  hash.add(command.reason);
  return hash.hex();
}

Answer answer_from(const Json& json) {
  Answer answer;
  const JsonObject& object = json.as_object();
  answer.data = object_or_empty(object, "data");
  for (const Json& id : array_or_empty(object, "incidents")) answer.incidents.emplace_back(id.as_string());
  for (const Json& text : array_or_empty(object, "warnings"))
    answer.warnings.push_back({std::string(string_or(text.as_object(), "ja", "")),
                               std::string(string_or(text.as_object(), "en", ""))});
  answer.repeated = true;
  return answer;
}

// The journal's rows of one command: one per stream, chained to what is there.
void append_entries(Work& work, const std::string& salt_key) {
  auto last = work.store.last_entry();
  std::int64_t number = last ? last->number : 0;
  std::string prev = last ? last->hash : journal::kZeroHash;
  const std::string command_id = fmt::format("K-{}", number + 1);
  for (const auto& [project, events] : work.streams()) {
    journal::Entry entry;
    entry.number = ++number;
    entry.happened = work.now;
    entry.recorded = work.command.now;
    entry.project = project;
    entry.actor = work.acting.person;
    entry.role = work.acting.role;
    entry.unit = work.acting.unit;
    entry.channel = work.command.channel;
    entry.command = name_of(work.command.body);
    entry.command_id = command_id;
    entry.reason = work.command.reason;
    entry.payload = journal::payload_of(events);
    entry.salt = sha256_hex(salt_key + "/" + std::to_string(number)).substr(0, 32);
    entry.payload_hash = journal::hash_payload(entry);
    entry.stream_prev = project.empty() ? journal::kZeroHash : work.store.stream_head(project);
    entry.prev = prev;
    entry.hash = journal::hash_entry(entry);
    prev = entry.hash;
    work.store.append(entry);
    apply_entry_end(work.tables, project);
  }
}

}  // namespace

Result<std::shared_ptr<const workflow::Package>> Packages::open(Store& store, const std::string& hash) {
  if (auto found = opened_.find(hash); found != opened_.end()) return found->second;
  auto entry = store.get<office::Workflow>(hash);
  auto damaged = [&] {
    return fail(
        Code::corrupt,
        fmt::format("ワークフロー {} のファイルが欠けているか壊れています。バックアップから戻してください。",
                    hash.substr(0, 12)),
        fmt::format("Files of workflow {} are missing or damaged. Restore from a backup.",
                    hash.substr(0, 12)));
  };
  if (!entry) return damaged();
  workflow::Files files;
  for (const auto& member : entry->files) {
    std::string blob(member.value().as_string());
    auto bytes = store.get_blob(blob);
    if (!bytes || sha256_hex(*bytes) != blob) return damaged();
    files[std::string(member.key())] = std::move(*bytes);
  }
  auto package = workflow::open_package(files);
  if (!package) return package.error();
  if ((*package)->hash != hash) return damaged();
  opened_[hash] = *package;
  return *package;
}

Result<std::shared_ptr<const chart::Chart>> Packages::open_inline(const std::string& document) {
  if (auto found = inline_.find(document); found != inline_.end()) return found->second;
  chart::Parsed parsed = chart::parse_chart(document, "<content>");
  if (!parsed.chart) {
    const chart::Finding& first = *std::find_if(parsed.findings.begin(), parsed.findings.end(),
                                                [](const chart::Finding& finding) { return finding.error; });
    return fail_at(first.where, Code::bad_input, to_string(first.where) + ": " + first.text.ja,
                   to_string(first.where) + ": " + first.text.en);
  }
  if (inline_.size() >= kMaxInlineCharts) inline_.clear();
  return inline_.emplace(document, std::move(parsed.chart)).first->second;
}

Engine::Engine(Store& store, stage::Stages& stages, std::string salt_key, stage::Guard* guard)
    : store_(store), stages_(stages), salt_key_(std::move(salt_key)), guard_(guard) {}

Result<calendar::Calendar> Engine::calendar() {
  auto shared = shared_calendar();
  if (!shared) return shared.error();
  return **shared;
}

Result<std::shared_ptr<const calendar::Calendar>> Engine::shared_calendar() {
  office::RowPtr row = store_.get_row(office::table_of<office::Setting>(), "calendar");
  if (calendar_ && row == calendar_row_) return calendar_;
  calendar::Calendar read;  // of a new database: known to no year until the calendar is set
  if (row) {
    auto set = calendar::calendar_from_json(row->as<office::Setting>().value);
    if (!set) return set.error();
    read = std::move(*set);
  }
  calendar_ = std::make_shared<const calendar::Calendar>(std::move(read));
  calendar_row_ = std::move(row);
  return calendar_;
}

Result<Answer> Engine::apply(const Command& command) {
  return std::move(apply_all({&command, 1}).front());
}

std::vector<Result<Answer>> Engine::apply_all(std::span<const Command> commands) {
  std::vector<Result<Answer>> answers;
  Error failed;
  try {
    WriteScope scope(store_);
    for (const Command& command : commands) {
      try {
        answers.push_back(decide_within(command));
      } catch (const Refusal& refusal) {
        answers.push_back(refusal.error);
      }
    }
    scope.commit();
    return answers;
  } catch (const StorageFailure& failure) {
    failed = failure.error();
  } catch (const std::exception& damage) {
    failed = fail(
        Code::corrupt,
        fmt::format("データを読めませんでした({})。kyodo doctor で確かめ、kyodo restore で戻してください。",
                    damage.what()),
        fmt::format("Data could not be read ({}). Check with kyodo doctor, go back with kyodo restore.",
                    damage.what()));
  }
  calendar_.reset();
  answers.clear();
  if (commands.size() == 1) {
    answers.push_back(std::move(failed));
    return answers;
  }
  for (const Command& command : commands) answers.push_back(apply(command));
  return answers;
}

Result<Answer> Engine::decide_within(const Command& command) {
  if (command.key.size() > kMaxIdBytes)
    return fail(Code::bad_input, fmt::format("キーは {} バイトまでです。", kMaxIdBytes),
                fmt::format("A key has at most {} bytes.", kMaxIdBytes));
  if (!command.key.empty()) {
    if (auto before = store_.get<KeyedAnswer>(command.key)) {
      if (before->command_hash != command_hash(command))
        return fail(
            Code::key_reused,
            fmt::format("キー「{}」は別の操作に使われています。新しいキーにしてください。", command.key),
            fmt::format("The key \"{}\" was used for another command. Use a new one.", command.key));
      return answer_from(before->answer);
    }
  }
  auto calendar = shared_calendar();
  if (!calendar) return calendar.error();
  Work work(store_, stages_, packages_, executions_, **calendar, command);
  work.guard = guard_;
  if (command.at) {
    if (*command.at > command.now)
      return fail(Code::bad_input, "at には過去の時刻を指定してください。", "at must lie in the past.");
    authorise(work, {.name = "apply.at"});
  }
  std::visit([&](const auto& body) { decide(work, body); }, command.body);
  if (command.expected_version && !work.version_checked)
    return fail(Code::bad_input, "この操作には版を指定できません(--expect、If-Match を外してください)。",
                "This command is about nothing that has a version: leave out --expect or If-Match.");
  append_entries(work, salt_key_);
  for (const auto& [sha256, bytes] : work.blobs) store_.put_blob(sha256, bytes);
  if (!command.key.empty())
    work.tables.put(KeyedAnswer{command.key, command_hash(command), answer_json(work.answer), command.now});
  work.tables.flush();
  return std::move(work.answer);
}

// A command's decider reads as always; nothing of what it says is committed.
template <class Read>
auto Engine::looking(Read read) -> Result<decltype(read(std::declval<Work&>()))> {
  try {
    auto calendar = shared_calendar();
    if (!calendar) return calendar.error();
    Command none{PauseNotices{}, "", "", "", "", std::nullopt, {}, std::nullopt};
    Work work(store_, stages_, packages_, executions_, **calendar, none);
    return read(work);
  } catch (const Refusal& refusal) {
    return refusal.error;
  } catch (const StorageFailure& failure) {
    return failure.error();
  }
}

Result<JsonObject> Engine::rank(const std::string& round_id, std::optional<std::int64_t> count,
                                const std::vector<std::string>& chosen) {
  return looking([&](Work& work) {
    office::Round round = work.round(round_id);
    return rank_round(work, round, count.value_or(round.target), chosen);
  });
}

Result<JsonArray> Engine::plan_migration(const MigrateWorkflow& command) {
  return looking([&](Work& work) { return plan_migrations(work, command); });
}

Result<std::optional<Text>> Engine::park_left_marker(TimePoint now) {
  if (!guard_ || !guard_->left()) return std::optional<Text>{};
  const stage::Marker left = *guard_->left();
  Command command{ParkProject{left.project, left.visit, left.type, left.action, left.timed_out},
                  "system",
                  "",
                  "system",
                  "",
                  std::nullopt,
                  now,
                  std::nullopt};
  auto parked = apply(command);
  if (!parked) return parked.error();
  guard_->clear_left();
  const std::string incident = parked->incidents.empty() ? "" : parked->incidents.front();
  if (left.type.empty())
    return std::optional<Text>(Text{
        fmt::format("前回の実行は、事業 {} "
                    "のワークフローの流れ図が「{}」を処理する途中で終わりました。止めて障害としました({})。",
                    left.project, left.action, incident),
        fmt::format("The last run ended while the chart of project {} was at \"{}\". It was parked ({}).",
                    left.project, left.action, incident)});
  return std::optional<Text>(Text{
      fmt::format(
          "前回の実行は段階「{}」の操作「{}」の途中で終わりました。事業 {} のその段階を止めました({})。",
          left.type, left.action, left.project, incident),
      fmt::format(
          "The last run ended inside \"{}\" of the stage \"{}\". That stage of project {} was parked ({}).",
          left.action, left.type, left.project, incident)});
}

}  // namespace kyodo::runtime
