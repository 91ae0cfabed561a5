// Tasks: whose turn it is, what is asked, and acting on it.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "cli/data_view.h"
#include "cli/handlers.h"
#include "cli/page.h"
#include "cli/sheet_form.h"
#include "cli/shown.h"
#include "runtime/authority.h"
#include "runtime/views.h"

namespace kyodo::cli {
namespace {

using report::Align;
using report::Cell;
using report::Tone;

std::string title(Context& context, const office::Task& task) {
  return context.lang() == Lang::en && !task.title_en.empty() ? task.title_en : task.title;
}

// What the last return of the task asked for.
std::string return_comment(Context& context, const office::Task& task) {
  std::string comment;
  context.store().read_journal(0, task.project, [&](const journal::Entry& entry) {
    auto events = journal::decode(entry.payload);
    if (!events) return true;
    for (const journal::Event& event : *events)
      if (const auto* changed = std::get_if<journal::TaskStatusChanged>(&event);
          changed && changed->task == task.id && changed->status == "returned")
        comment = changed->comment;
    return true;
  });
  return comment;
}

// "環境課 担当者"
std::string asked_of(Context& context, const office::Task& task) {
  const std::string whose = unit_or_partner(context, task);
  return whose + (whose.empty() ? "" : " ") + role_name(task.role, context.lang());
}

struct Shown {
  office::Task task;
  office::Project project;
  office::Visit visit;
  const stage::StageInfo* info = nullptr;
};

Result<Shown> shown_task(Context& context, const std::string& id) {
  auto task = task_of(context, id);
  if (!task) return task.error();
  auto project = context.store().get<office::Project>(task->project);
  if (!project)
    return fail(Code::corrupt, fmt::format("タスク {} の事業 {} がありません。", id, task->project),
                fmt::format("Project {} of task {} is missing.", task->project, id));
  auto visit = context.store().get<office::Visit>(task->visit);
  Shown shown{*task, *project, visit ? *visit : office::Visit{}, nullptr};
  auto stages = context.stages();
  if (!stages) return stages.error();
  shown.info = (*stages)->find(shown.visit.stage);
  return shown;
}

// Actions that may be taken on the task as it stands.
std::vector<const stage::ActionInfo*> actions_of(const Shown& shown) {
  std::vector<const stage::ActionInfo*> actions;
  if (!shown.info || shown.visit.status != "open") return actions;
  for (const Json& name : shown.task.actions) {
    const stage::ActionInfo* action =
        name.is_string() ? shown.info->find_action(std::string_view(name.get_string())) : nullptr;
    if (action && std::find(action->on_states.begin(), action->on_states.end(), shown.task.status) !=
                      action->on_states.end())
      actions.push_back(action);
  }
  return actions;
}

std::string fields_of(const stage::ActionInfo& action, Lang lang) {
  return form_text(action.schema, nullptr, lang);
}

void print_actions(Context& context, const Shown& shown) {
  for (const stage::ActionInfo* action : actions_of(shown)) {
    context.output().raw(fmt::format("{}  {}\n", action->name, context.text(action->title)));
    std::string fields = fields_of(*action, context.lang());
    std::string indented;
    for (std::size_t begin = 0; begin < fields.size();) {
      std::size_t end = std::min(fields.find('\n', begin), fields.size());
      indented += "    " + fields.substr(begin, end - begin) + "\n";
      begin = end + 1;
    }
    context.output().raw(indented);
  }
}

JsonArray actions_json(const Shown& shown) {
  JsonArray list;
  for (const stage::ActionInfo* action : actions_of(shown))
    list.push_back(JsonObject{{"name", action->name},
                              {"title", JsonObject{{"ja", action->title.ja}, {"en", action->title.en}}},
                              {"schema", action->schema},
                              {"roles", to_json(action->roles)}});
  return list;
}

// The draft, else what was last submitted, as far as the reader may see it.
Json answers_so_far(Context& context, const office::Task& task) {
  if (!runtime::may_see_answers(context.store(), task, context.actor(), context.today())) return nullptr;
  if (auto draft = context.store().get<runtime::Draft>(task.id)) return draft->answers;
  if (auto submission =
          context.store().get<office::Submission>(fmt::format("{}/{}", task.id, task.submissions)))
    return submission->answers;
  return nullptr;
}

}  // namespace

Result<void> task_list(Context& context) {
  const Call& call = context.call();
  if (auto known = check_unit(context, call.option("unit")); !known) return known.error();
  office::Query query{.order = {"due", "id"}};
  for (const char* column : {"unit", "project", "status", "partner"})
    if (call.has(column)) query.where.push_back(office::eq(column, call.option(column)));
  if (call.has("role")) query.where.push_back(office::eq("role", office::role_id(call.option("role"))));
  if (!call.has("status") && !call.has("all"))
    query.where.push_back(office::in("status", {"open", "returned"}));
  std::string person = call.option("person");
  if (person.empty() && !call.has("unit") && !call.has("role") && !call.has("project"))
    person = context.actor();
  auto rights = context.rights();
  if (!rights) return rights.error();
  auto page = page_of<office::Task>(context, query, [&](const office::Task& task) {
    const bool late = task.due && *task.due < context.today() && is_waiting(task);
    if (call.has("overdue") && !late) return false;
    if (!person.empty() && !runtime::holds_task(context.store(), task, person, context.today())) return false;
    auto project = context.store().get<office::Project>(task.project);
    return person == context.actor() || !project || (*rights)->may_read(*project) ||
           runtime::holds_task(context.store(), task, context.actor(), context.today());
  });
  if (!page) return page.error();
  bool ja = context.lang() == Lang::ja;
  JsonArray list;
  std::vector<std::vector<Cell>> rows;
  for (const office::Task& task : page->rows) {
    auto project = context.store().get<office::Project>(task.project);
    list.push_back(to_json(task));
    rows.push_back({task.id, task.due ? to_string(*task.due) : "", time_left(context, task),
                    title(context, task), project ? project->code : "", project ? project->name : "",
                    asked_of(context, task),
                    Cell(task_status(task.status, context.lang()),
                         task.status == "returned" ? Tone::warning : Tone::plain)});
  }
  const std::size_t count = rows.size();
  if (auto printed = print_list(context, "tasks", std::move(list), page->next); !printed)
    return printed.error();
  context.output().table({{"ID", Align::left, 0, true},
                          {ja ? "期限" : "due", Align::left, 0, true},
                          {ja ? "残り" : "left", Align::left, 0, true},
                          {ja ? "タスク" : "task"},
                          {ja ? "コード" : "code"},
                          {ja ? "事業名" : "project"},
                          {ja ? "だれに" : "asked of"},
                          {ja ? "状態" : "state"}},
                         rows);
  context.output().line({fmt::format("{} 件", count), fmt::format("{} task(s)", count)});
  say_more(context, page->next);
  return {};
}

Result<void> task_show(Context& context) {
  auto shown = shown_task(context, context.call().positional("task"));
  if (!shown) return shown.error();
  const office::Task& task = shown->task;
  auto sheet = sheet_of(context, task, shown->project);
  if (!sheet) return sheet.error();
  if (context.call().has("template")) {
    if (!*sheet)
      return fail(Code::refused, fmt::format("タスク {} にシートはありません。", task.id),
                  fmt::format("Task {} has no sheet.", task.id));
    context.machine().out << to_pretty_text(form_template((*sheet)->schema().as_object())) << '\n';
    return {};
  }
  const Json answers = answers_so_far(context, task);
  if (context.output().json()) {
    JsonObject json = to_json(task).as_object();
    json["answers"] = answers;
    json["actions"] = actions_json(*shown);
    if (*sheet) json["schema"] = (*sheet)->schema();
    context.output().print_json(json);
    return {};
  }
  Output& output = context.output();
  output.line({fmt::format("{} {}", task.id, title(context, task)),
               fmt::format("{} {}", task.id, title(context, task))});
  output.field({"事業", "project"},
               fmt::format("{} {} {}", shown->project.id, shown->project.code, shown->project.name));
  output.field({"段階", "stage"}, shown->info ? context.text(shown->info->title) : shown->visit.stage);
  output.field({"だれに", "asked of"}, asked_of(context, task));
  output.field({"状態", "state"}, task_status(task.status, context.lang()));
  if (task.due)
    output.field({"期限", "due"},
                 fmt::format("{} {}", calendar::era_date(*task.due), time_left(context, task).text));
  if (task.status == "returned") output.field({"差戻しの理由", "returned"}, return_comment(context, task));
  output.field({"版", "version"}, std::to_string(task.version));
  print_data(context, shown->info, task.data);
  if (*sheet) {
    const std::string name = context.lang() == Lang::en && !(*sheet)->title_en().empty()
                                 ? (*sheet)->title_en()
                                 : (*sheet)->title();
    output.heading({name, name});
    if (task.sealed && answers.is_null()) output.line({"(回答には封がされています)", "(answers are sealed)"});
    output.raw(form_text((*sheet)->schema().as_object(), answers, context.lang()));
  }
  if (!actions_of(*shown).empty()) {
    output.heading({"できる操作", "Actions"});
    print_actions(context, *shown);
  }
  return {};
}

Result<void> task_do(Context& context) {
  const Call& call = context.call();
  if (call.positional("action").empty()) {
    if (auto opened = context.open_for_reading(); !opened) return opened.error();
    auto shown = shown_task(context, call.positional("task"));
    if (!shown) return shown.error();
    context.output().print_json(JsonObject{{"task", shown->task.id}, {"actions", actions_json(*shown)}});
    if (actions_of(*shown).empty())
      context.output().line({fmt::format("タスク {} にいまできる操作はありません。", shown->task.id),
                             fmt::format("Task {} takes no action now.", shown->task.id)});
    else if (!context.output().json())
      print_actions(context, *shown);
    return {};
  }
  if (auto opened = context.open_for_writing(); !opened) return opened.error();
  auto line = context.line();
  if (!line) return line.error();
  // --set adds to the file, so that a short action needs no file and a long one can be corrected.
  JsonObject data = object_or_empty(line->args, "data");
  if (const Json* file = line->args.if_contains("file")) {
    if (!file->is_object())
      return fail(Code::bad_input, "操作の内容は JSON のオブジェクトにしてください。",
                  "The data of an action is a JSON object.");
    JsonObject from_file = file->get_object();
    for (const auto& member : data) from_file[member.key()] = member.value();
    data = std::move(from_file);
    line->args.erase("file");
  }
  line->args["data"] = std::move(data);
  return apply_and_print(context, *line);
}

}  // namespace kyodo::cli
