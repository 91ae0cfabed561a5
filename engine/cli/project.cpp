// Projects: listing, showing, history, attachments.
#include <fmt/format.h>

#include <boost/beast/core/detail/base64.hpp>
#include <filesystem>

#include "cli/data_view.h"
#include "cli/handlers.h"
#include "cli/page.h"
#include "cli/shown.h"
#include "runtime/views.h"

namespace kyodo::cli {
namespace {

using report::Align;
using report::Cell;
using report::Tone;

Tone status_tone(const std::string& status) {
  if (status == "suspended") return Tone::warning;
  return status == "active" ? Tone::plain : Tone::faint;
}

JsonObject task_json(Context& context, const office::Task& task) {
  JsonObject json = to_json(task).as_object();
  auto submission = context.store().get<office::Submission>(fmt::format("{}/{}", task.id, task.submissions));
  if (submission && runtime::may_see_answers(context.store(), task, context.actor(), context.today()))
    json["answers"] = submission->answers;
  return json;
}

void print_tasks(Context& context, const std::vector<office::Task>& tasks) {
  if (tasks.empty()) return;
  bool ja = context.lang() == Lang::ja;
  context.output().heading({"タスク", "Tasks"});
  std::vector<std::vector<Cell>> rows;
  for (const office::Task& task : tasks)
    rows.push_back({Cell(task.id, is_waiting(task) ? Tone::plain : Tone::faint),
                    ja || task.title_en.empty() ? task.title : task.title_en,
                    role_name(task.role, context.lang()), unit_or_partner(context, task),
                    task_status(task.status, context.lang()), task.due ? to_string(*task.due) : "",
                    time_left(context, task)});
  context.output().table({{"ID", Align::left, 0, true},
                          {ja ? "タスク" : "task"},
                          {ja ? "役割" : "role"},
                          {ja ? "課・団体" : "unit, partner"},
                          {ja ? "状態" : "state"},
                          {ja ? "期限" : "due", Align::left, 0, true},
                          {"", Align::left, 0, true}},
                         rows);
}

void print_answers(Context& context, const office::Project& project, const std::vector<office::Task>& tasks) {
  for (const office::Task& task : tasks) {
    if (task.submissions == 0) continue;
    auto submission =
        context.store().get<office::Submission>(fmt::format("{}/{}", task.id, task.submissions));
    auto sheet = sheet_of(context, task, project);
    if (!submission || !sheet || !*sheet) continue;
    context.output().heading(
        {fmt::format("{} {}({} 回目の提出、{})", task.id, task.title, submission->number,
                     calendar::local_time_text(context.calendar(), submission->at)),
         fmt::format("{} {} (submission {}, {})", task.id, task.title_en.empty() ? task.title : task.title_en,
                     submission->number, calendar::local_time_text(context.calendar(), submission->at))});
    if (!runtime::may_see_answers(context.store(), task, context.actor(), context.today())) {
      context.output().line({"双方がそろうまで封がされています。", "Sealed until both sides are in."});
      continue;
    }
    for (const sheet::Line& line : sheet::readable(**sheet, submission->answers))
      context.output().raw("  " + line.title + ": " + line.text + "\n");
  }
}

std::string person_name(Context& context, const std::string& id) {
  if (id == "system") return role_name(id, context.lang());
  auto person = context.store().get<office::Person>(id);
  return person ? person->name : id;
}

// "(環境課 協働推進員)"
std::string in_which_role(Context& context, const runtime::HistoryLine& line) {
  if (line.role.empty() || line.role == line.actor) return "";
  std::string unit = context.unit_name(line.unit);
  if (person_name(context, line.actor).starts_with(unit)) unit.clear();  // said already
  return "(" + unit + (unit.empty() ? "" : " ") + role_name(line.role, context.lang()) + ")";
}

}  // namespace

Result<void> project_list(Context& context) {
  const Call& call = context.call();
  if (call.has("round") && !context.store().get<office::Round>(call.option("round")))
    return fail(Code::unknown_id,
                fmt::format("年度ラウンド「{}」はありません。kyodo round list で確かめてください。",
                            call.option("round")),
                fmt::format("There is no round \"{}\". See kyodo round list.", call.option("round")));
  if (auto known = check_unit(context, call.option("unit")); !known) return known.error();
  office::Query query{.order = {"code", "id"}};
  for (const char* column : {"round", "unit", "status", "stage", "category"})
    if (call.has(column)) query.where.push_back(office::eq(column, call.option(column)));
  auto rights = context.rights();
  if (!rights) return rights.error();
  auto page = page_of<office::Project>(context, query, [&](const office::Project& project) {
    if (!(*rights)->may_read(project)) return false;
    return call.has("works") == !project.parent.empty() || (!call.has("works") && call.has("all"));
  });
  if (!page) return page.error();
  bool ja = context.lang() == Lang::ja;
  JsonArray list;
  std::vector<std::vector<Cell>> rows;
  for (const office::Project& project : page->rows) {
    list.push_back(to_json(project));
    rows.push_back({Cell(project.id, status_tone(project.status)), project.code, project.name,
                    context.unit_name(project.unit), project.category,
                    project_status(project.status, context.lang()), state_name(context, project)});
  }
  const std::size_t count = rows.size();
  if (auto printed = print_list(context, "projects", std::move(list), page->next); !printed)
    return printed.error();
  context.output().table({{"ID", Align::left, 0, true},
                          {ja ? "コード" : "code", Align::left, 0, true},
                          {ja ? "事業名" : "name"},
                          {ja ? "課" : "section"},
                          {ja ? "区分" : "category"},
                          {ja ? "状況" : "status"},
                          {ja ? "段階" : "state"}},
                         rows);
  context.output().line({fmt::format("{} 件", count), fmt::format("{} project(s)", count)});
  say_more(context, page->next);
  return {};
}

Result<void> project_show(Context& context) {
  auto project = project_of(context, context.call().positional("project"));
  if (!project) return project.error();
  runtime::Store& store = context.store();
  auto tasks = store.find<office::Task>({.where = {office::eq("project", project->id)}, .order = {"id"}});
  auto children =
      store.find<office::Project>({.where = {office::eq("parent", project->id)}, .order = {"id"}});
  auto comments =
      store.find<office::Comment>({.where = {office::eq("project", project->id)}, .order = {"id"}});
  auto attachments =
      store.find<office::Attachment>({.where = {office::eq("project", project->id)}, .order = {"id"}});
  if (context.output().json()) {
    JsonObject json = to_json(*project).as_object();
    JsonArray task_list, child_list, comment_list, attachment_list;
    for (const office::Task& task : tasks) task_list.push_back(task_json(context, task));
    for (const office::Project& child : children) child_list.push_back(to_json(child));
    for (const office::Comment& comment : comments) comment_list.push_back(to_json(comment));
    for (const office::Attachment& attachment : attachments) attachment_list.push_back(to_json(attachment));
    json["tasks"] = std::move(task_list);
    json["children"] = std::move(child_list);
    json["comments"] = std::move(comment_list);
    json["attachments"] = std::move(attachment_list);
    context.output().print_json(json);
    return {};
  }
  Output& output = context.output();
  output.line(
      {fmt::format("{} {}", project->id, project->name), fmt::format("{} {}", project->id, project->name)});
  output.field({"コード", "code"}, project->code);
  output.field({"課", "section"}, context.unit_name(project->unit));
  output.field({"年度", "fiscal year"}, year_name(context, project->fiscal_year));
  output.field({"ラウンド", "round"}, project->round);
  output.field({"区分", "category"}, project->category);
  output.field({"状況", "status"}, project_status(project->status, context.lang()));
  output.field({"段階", "state"}, state_name(context, *project));
  output.field({"前身の事業", "predecessor"}, project->predecessor);
  output.field({"親の事業", "parent"}, project->parent);
  output.field({"版", "version"}, std::to_string(project->version));
  if (!project->attributes.empty()) {
    output.heading({"項目", "Attributes"});
    print_data(context, nullptr, project->attributes);
  }
  print_tasks(context, tasks);
  print_answers(context, *project, tasks);
  if (!children.empty()) {
    output.heading({"業務", "Works"});
    for (const office::Project& child : children)
      output.raw(fmt::format("  {} {} {} {}\n", child.id, child.name,
                             project_status(child.status, context.lang()), state_name(context, child)));
  }
  if (!comments.empty()) output.heading({"コメント", "Comments"});
  for (const office::Comment& comment : comments)
    output.raw(fmt::format("  {} {}: {}\n", calendar::local_time_text(context.calendar(), comment.at),
                           person_name(context, comment.person), comment.text));
  if (!attachments.empty()) output.heading({"添付", "Attachments"});
  for (const office::Attachment& one : attachments)
    output.raw(fmt::format("  {} {} ({} bytes) {}\n", one.id, one.name, one.bytes,
                           calendar::local_time_text(context.calendar(), one.at)));
  return {};
}

Result<void> project_history(Context& context) {
  auto project = project_of(context, context.call().positional("project"));
  if (!project) return project.error();
  if (auto stages = context.stages(); !stages) return stages.error();  // they name their stages and actions
  context.output().line({fmt::format("{} {} {}", project->id, project->code, project->name),
                         fmt::format("{} {} {}", project->id, project->code, project->name)});
  JsonArray list;
  for (const runtime::HistoryLine& line : runtime::history(context.engine(), project->id)) {
    JsonArray events;
    for (const Text& event : line.events) events.push_back(JsonObject{{"ja", event.ja}, {"en", event.en}});
    list.push_back(JsonObject{{"number", line.number},
                              {"happened", calendar::to_rfc3339(context.calendar(), line.happened)},
                              {"recorded", calendar::to_rfc3339(context.calendar(), line.recorded)},
                              {"actor", line.actor},
                              {"role", line.role},
                              {"unit", line.unit},
                              {"command", line.command},
                              {"reason", line.reason},
                              {"events", std::move(events)}});
    if (context.output().json() || (line.events.empty() && line.reason.empty())) continue;
    const std::string late =
        line.happened == line.recorded
            ? ""
            : context.text(
                  {fmt::format(" [記録 {}]", calendar::local_time_text(context.calendar(), line.recorded)),
                   fmt::format(" [recorded {}]",
                               calendar::local_time_text(context.calendar(), line.recorded))});
    context.output().raw(fmt::format("{}  {}{}{}\n",
                                     calendar::local_time_text(context.calendar(), line.happened),
                                     person_name(context, line.actor), in_which_role(context, line), late));
    if (!line.reason.empty())
      context.output().raw(
          context.text({"    理由: " + line.reason + "\n", "    reason: " + line.reason + "\n"}));
    for (const Text& event : line.events) context.output().raw("    " + context.text(event) + "\n");
  }
  context.output().print_json(JsonObject{{"project", project->id}, {"history", std::move(list)}});
  return {};
}

Result<void> project_attach(Context& context) {
  namespace base64 = boost::beast::detail::base64;
  const std::string file = context.call().positional("file");
  auto bytes = context.read_named(file, runtime::kMaxAttachmentBytes);
  if (!bytes) return bytes.error();
  auto line = context.line();
  if (!line) return line.error();
  std::string text(base64::encoded_size(bytes->size()), '\0');
  text.resize(base64::encode(text.data(), bytes->data(), bytes->size()));
  line->args["name"] = context.call().option("name", std::filesystem::path(file).filename().string());
  line->args["base64"] = text;
  return apply_and_print(context, *line);
}

Result<void> project_fetch(Context& context) {
  const std::string id = context.call().positional("attachment");
  auto attachment = context.store().get<office::Attachment>(id);
  if (!attachment)
    return fail(Code::unknown_id,
                fmt::format("添付「{}」はありません。kyodo project show で確かめてください。", id),
                fmt::format("There is no attachment \"{}\". See kyodo project show.", id));
  if (auto project = project_of(context, attachment->project); !project) return project.error();
  auto bytes = context.store().get_blob(attachment->blob);
  if (!bytes)
    return fail(Code::corrupt,
                fmt::format("添付 {} の中身がありません。バックアップから戻してください。", id),
                fmt::format("The content of {} is missing. Restore from a backup.", id));
  const std::string file = context.call().positional("file");
  if (auto written = context.write_named(file, *bytes); !written) return written.error();
  context.output().print_json(JsonObject{
      {"attachment", id}, {"name", attachment->name}, {"file", file}, {"bytes", attachment->bytes}});
  context.output().line({fmt::format("{}「{}」を {} に書き出しました。", id, attachment->name, file),
                         fmt::format("Wrote {} \"{}\" to {}.", id, attachment->name, file)});
  return {};
}

}  // namespace kyodo::cli
