#include "cli/shown.h"

#include <fmt/format.h>

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
  const std::string ids = project.status == "done" ? project.outcome : project.state;
  auto package = context.package(project.package);
  if (!package) return ids;
  auto chart = (*package)->charts.find(project.chart);
  if (chart == (*package)->charts.end()) return ids;
  std::string text;
  for (std::size_t begin = 0; begin < ids.size();) {
    std::size_t end = std::min(ids.find(' ', begin), ids.size());
    std::string id = ids.substr(begin, end - begin);
    if (auto state = chart->second->find(id); state != chart::kNoState) {
      const std::string& title = context.text(chart->second->states[state].title);
      if (!title.empty()) id = title;
    }
    text += (text.empty() ? "" : "・") + id;
    begin = end + 1;
  }
  return text;
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
                fmt::format("課題「{}」はありません。kyodo task list で確かめてください。", id),
                fmt::format("There is no task \"{}\". See kyodo task list.", id));
  if (!runtime::holds_task(context.store(), *task, context.actor(), context.today()))
    if (auto project = project_of(context, task->project); !project) return project.error();
  return *task;
}

Result<const sheet::Sheet*> sheet_of(Context& context, const office::Task& task,
                                     const office::Project& project) {
  if (task.sheet.empty()) return nullptr;
  auto package = context.package(project.package);
  if (!package) return package.error();
  auto found = (*package)->sheets.find(task.sheet);
  return found == (*package)->sheets.end() ? nullptr : &found->second;
}

std::string plain(const Json& json) {
  if (json.is_null()) return "";
  if (json.is_string()) return std::string(json.get_string());
  return to_text(json);
}

}  // namespace kyodo::cli
