#include "runtime/work.h"

#include <fmt/format.h>

#include "runtime/project_events.h"

namespace kyodo::runtime {

void refuse(Code code, std::string ja, std::string en) {
  throw Refusal{fail(code, std::move(ja), std::move(en))};
}
void refuse(Error error) {
  throw Refusal{std::move(error)};
}

Work::Work(Store& store_, stage::Stages& stages_, Packages& packages_, Executions& executions_,
           const calendar::Calendar& calendar_, const Command& command_)
    : tables(store_),
      store(store_),
      stages(stages_),
      packages(packages_),
      executions(executions_),
      calendar(calendar_),
      command(command_),
      now(command_.at.value_or(command_.now)),
      today(calendar::local_date(calendar_, now)),
      silent(command_.at.has_value()) {}

namespace {

// Of what state and stages lists show is made (write_summaries).
template <class... Kinds>
bool is_any_of(const journal::Event& event) {
  return (std::holds_alternative<Kinds>(event) || ...);
}
bool moves(const journal::Event& event) {
  return is_any_of<journal::ProjectCreated, journal::ProjectMigrated, journal::SessionStarted,
                   journal::SessionMoved, journal::SessionEnded, journal::VisitOpened,
                   journal::VisitStatusChanged>(event);
}

}  // namespace

void Work::emit(const std::string& project, journal::Event event) {
  if (moves(event)) moved.insert(project);
  std::size_t index = 0;
  while (index < streams_.size() && streams_[index].project != project) ++index;
  if (index == streams_.size()) streams_.push_back({project, ""});
  std::string& events = streams_[index].events;
  emitted_.push_back({index, events.size()});
  journal::add_event(events, event);
  apply_event(tables, std::move(event));
}

Work::Mark Work::mark() const {
  return {tables.mark(),           emitted_.size(),        signals.size(),
          answer.incidents.size(), answer.warnings.size(), ids_};
}

void Work::undo_to(const Mark& mark) {
  tables.undo_to(mark.rows);
  for (; emitted_.size() > mark.events; emitted_.pop_back()) {
    const Emitted& last = emitted_.back();
    streams_[last.stream].events.resize(last.bytes_before);
    // A stream that only what is undone had touched is none.
    if (streams_.back().events.empty()) streams_.pop_back();
  }
  signals.resize(mark.signals);
  answer.incidents.resize(mark.incidents);
  answer.warnings.resize(mark.warnings);
  ids_ = mark.ids;
}

std::string Work::next_id(const office::Table& table, const std::string& prefix) {
  auto [entry, fresh] = ids_.try_emplace(prefix, 0);
  if (fresh) {
    auto sequence = tables.get<office::Sequence>(prefix);
    entry->second = sequence ? sequence->last : 0;
  }
  std::string id = fmt::format("{}-{}", prefix, ++entry->second);
  tables.note_new(table, id);
  return id;
}

namespace {

struct Called {
  const char *ja, *en, *list;
};
constexpr Called called(const office::Project*) {
  return {"事業", "project", "kyodo project list"};
}
constexpr Called called(const office::Task*) {
  return {"タスク", "task", "kyodo task list"};
}
constexpr Called called(const office::Visit*) {
  return {"段階の記録", "visit", "kyodo project show"};
}
constexpr Called called(const office::Round*) {
  return {"年度ラウンド", "round", "kyodo round show"};
}

}  // namespace

template <class T>
const T& Work::existing(const std::string& id) {
  office::RowPtr row = tables.get_row(office::table_of<T>(), id);
  if (!row) {
    const Called thing = called(static_cast<const T*>(nullptr));
    refuse(Code::unknown_id,
           fmt::format("{}「{}」はありません。{} で確かめてください。", thing.ja, id, thing.list),
           fmt::format("There is no {} \"{}\". See {}.", thing.en, id, thing.list));
  }
  return given_.emplace_back(std::move(row))->template as<T>();
}
template const office::Project& Work::existing(const std::string&);
template const office::Task& Work::existing(const std::string&);
template const office::Visit& Work::existing(const std::string&);
template const office::Round& Work::existing(const std::string&);

std::shared_ptr<const workflow::Package> Work::package(const std::string& hash) {
  auto opened = packages.open(store, hash);
  if (!opened) refuse(opened.error());
  return *opened;
}

}  // namespace kyodo::runtime
