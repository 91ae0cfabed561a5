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
  apply_event(tables, event);
  if (moves(event)) moved.insert(project);
  std::size_t index = 0;
  while (index < streams_.size() && streams_[index].first != project) ++index;
  if (index == streams_.size()) streams_.emplace_back(project, std::vector<journal::Event>{});
  streams_[index].second.push_back(std::move(event));
  emitted_.push_back(index);
}

Work::Mark Work::mark() const {
  return {tables.mark(),           emitted_.size(),        signals.size(),
          answer.incidents.size(), answer.warnings.size(), ids_};
}

void Work::undo_to(const Mark& mark) {
  tables.undo_to(mark.rows);
  for (; emitted_.size() > mark.events; emitted_.pop_back()) {
    streams_[emitted_.back()].second.pop_back();
    // A stream that only what is undone had touched is none.
    if (streams_.back().second.empty()) streams_.pop_back();
  }
  signals.resize(mark.signals);
  answer.incidents.resize(mark.incidents);
  answer.warnings.resize(mark.warnings);
  ids_ = mark.ids;
}

std::string Work::next_id(const std::string& prefix) {
  auto [entry, fresh] = ids_.try_emplace(prefix, 0);
  if (fresh) {
    auto sequence = tables.get<office::Sequence>(prefix);
    entry->second = sequence ? sequence->last : 0;
  }
  return fmt::format("{}-{}", prefix, ++entry->second);
}

namespace {

template <class T>
T existing(Overlay& tables, const std::string& id, const char* ja, const char* en, const char* list) {
  auto found = tables.get<T>(id);
  if (!found)
    refuse(Code::unknown_id, fmt::format("{}「{}」はありません。{} で確かめてください。", ja, id, list),
           fmt::format("There is no {} \"{}\". See {}.", en, id, list));
  return *found;
}

}  // namespace

office::Project Work::project(const std::string& id) {
  return existing<office::Project>(tables, id, "事業", "project", "kyodo project list");
}
office::Task Work::task(const std::string& id) {
  return existing<office::Task>(tables, id, "タスク", "task", "kyodo task list");
}
office::Visit Work::visit(const std::string& id) {
  return existing<office::Visit>(tables, id, "段階の記録", "visit", "kyodo project show");
}
office::Round Work::round(const std::string& id) {
  return existing<office::Round>(tables, id, "年度ラウンド", "round", "kyodo round show");
}

std::shared_ptr<const workflow::Package> Work::package(const std::string& hash) {
  auto opened = packages.open(store, hash);
  if (!opened) refuse(opened.error());
  return *opened;
}

}  // namespace kyodo::runtime
