#include "cli/shown.h"

#include <fmt/format.h>

#include "runtime/views.h"

namespace kyodo::cli {

using report::Cell;
using report::Tone;

namespace {

Result<office::Project> find_project(Context& context, const std::string& id) {
  if (auto project = context.store().get<office::Project>(id)) return *project;
  auto by_code = context.store().find<office::Project>({.where = {office::eq("code", id)}, .order = {"id"}});
  if (by_code.size() == 1) return by_code.front();
  if (by_code.size() > 1) {
    std::string ids;
    for (const office::Project& one : by_code) ids += (ids.empty() ? "" : ", ") + one.id;
    return fail(Code::unknown_id,
                fmt::format("コード「{}」の事業は複数あります。ID({})で指定してください。", id, ids),
                fmt::format("Several projects have the code \"{}\". Give the id: {}.", id, ids));
  }
  return fail(Code::unknown_id,
              fmt::format("事業「{}」はありません。kyodo project list で確かめてください。", id),
              fmt::format("There is no project \"{}\". See kyodo project list.", id));
}

}  // namespace

std::string state_name(Context& context, const office::Project& project) {
  return context.text(runtime::state_titles(context.engine(), project,
                                            project.status == "done" ? project.outcome : project.state));
}

std::string year_name(Context& context, std::int64_t fiscal_year) {
  const std::string name = calendar::fiscal_year_text(static_cast<int>(fiscal_year));
  return context.text({name, fmt::format("{} ({})", fiscal_year, name)});
}

std::size_t place_in_chart(Context& context, const office::Project& project) {
  auto package = context.package(project.package);
  if (!package) return 0;
  const auto chart = (*package)->charts.find(project.chart);
  if (chart == (*package)->charts.end()) return 0;
  const bool ended = project.status == "done";
  const auto place =
      chart->second->find(ended ? project.outcome : project.state.substr(0, project.state.find(' ')));
  return place == chart::kNoState ? 0 : static_cast<std::size_t>(place);
}

bool is_waiting(const office::Task& task) {
  return task.status == "open" || task.status == "returned";
}

Cell time_left(Context& context, const office::Task& task) {
  if (!task.due || !is_waiting(task)) return "";
  const bool ja = context.lang() == Lang::ja;
  if (*task.due == context.today()) return Cell(ja ? "今日が期限" : "due today", Tone::warning);
  int days = calendar::business_days_between(context.calendar(), context.today(), *task.due);
  if (*task.due > context.today())
    return Cell(ja ? fmt::format("あと {} 営業日", days) : fmt::format("{} business day(s) left", days),
                days <= 1 ? Tone::warning : Tone::plain);
  return Cell(ja ? fmt::format("{} 営業日超過", -days) : fmt::format("{} business day(s) late", -days),
              Tone::bad);
}

std::string unit_or_partner(Context& context, const office::Task& task) {
  if (task.partner.empty()) return context.unit_name(task.unit);
  auto partner = context.store().get<office::Partner>(task.partner);
  return partner ? partner->name : task.partner;
}

Result<office::Project> project_of(Context& context, const std::string& id) {
  auto found = find_project(context, id);
  if (!found) return found.error();
  auto rights = context.rights();
  if (!rights) return rights.error();
  auto reads = (*rights)->may({.name = "project.read", .unit = found->unit});
  if (!reads) return reads.error();
  return found;
}

Result<office::Task> task_of(Context& context, const std::string& id) {
  auto task = context.store().get<office::Task>(id);
  if (!task)
    return fail(Code::unknown_id,
                fmt::format("タスク「{}」はありません。kyodo task list で確かめてください。", id),
                fmt::format("There is no task \"{}\". See kyodo task list.", id));
  if (!runtime::holds_task(context.store(), *task, context.actor(), context.today()))
    if (auto project = project_of(context, task->project); !project) return project.error();
  return *task;
}

Result<void> check_unit(Context& context, const std::string& id) {
  if (id.empty() || context.store().get<office::Unit>(id)) return {};
  return fail(Code::unknown_id,
              fmt::format("組織「{}」はありません。kyodo unit list でコードを確かめてください。", id),
              fmt::format("There is no unit \"{}\". See kyodo unit list for the codes.", id));
}

Result<const sheet::Sheet*> sheet_of(Context& context, const office::Task& task,
                                     const office::Project& project) {
  if (task.sheet.empty()) return nullptr;
  auto package = context.package(project.package);
  if (!package) return package.error();
  auto found = (*package)->sheets.find(task.sheet);
  return found == (*package)->sheets.end() ? nullptr : &found->second;
}

}  // namespace kyodo::cli
