// May: sections fill in their two sheets, chiefs approve or return them, the office asks in advance.
#include <fmt/format.h>

#include "cli/demo/world.h"

namespace kyodo::cli::demo_city {
namespace {

constexpr const char* kDiagnosis = "diagnosis";
constexpr const char* kQuestions = "advance-questions";

enum class Pace { timely, extended, late };

// The section without a promoter is late with what it has to do first: nobody reminds it.
Pace pace_of(const World& world, const office::Project& project) {
  if (project.unit == "0601") return Pace::late;
  const int dice = world.chance.between(project.code, "pace", 0, 99);
  if (dice < 70) return Pace::timely;
  return dice < 76 ? Pace::extended : Pace::late;
}

bool collaborates(const World& world, const office::Project& project) {
  auto heard = world.heard.find(project.id);
  const bool promising = heard != world.heard.end() && heard->second.possibility >= 3;
  return world.chance.percent(project.code, "collaborates", promising ? 70 : 25);
}

Json answers_for(World& world, const office::Task& task) {
  const Facts facts = world.facts(task);
  if (task.name == kQuestions)
    return advance_answers(world.chance, facts, array_or_empty(task.data, "questions"));
  const bool already = collaborates(world, world.city.project(task.project));
  return task.submissions == 0 ? diagnosis_answers(world.chance, facts, already)
                               : corrected_diagnosis(world.chance, facts, already);
}

void submit_on(World& world, const office::Task& task, LocalDate day, const std::string& question) {
  world.with_task(day, world.minute(task.id, question), task.id, [&world](const office::Task& now) {
    const bool late = now.due && world.city.today() > *now.due && world.chance.percent(now.id, "excuse", 50);
    world.city.submit(now.id, answers_for(world, now), world.holder_of(now),
                      late ? "窓口の繁忙期と重なり、提出が遅れました。" : "");
  });
}

void plan_draft(World& world, const office::Task& task, LocalDate submission) {
  const LocalDate day = world.city.business_day(submission, -1);
  if (day <= world.city.today() || !world.chance.percent(task.id, "draft", 20)) return;
  world.with_task(day, 16 * kHour, task.id, [&world](const office::Task& now) {
    const Json whole = answers_for(world, now);
    world.city.done("task.save",
                    {{"task", now.id}, {"answers", JsonObject{{"present", whole.as_object().at("present")}}}},
                    world.holder_of(now));
  });
}

void plan_sheet(World& world, const office::Task& task) {
  const office::Project project = world.city.project(task.project);
  City& city = world.city;
  const LocalDate opened = city.today(), due = *task.due;
  const Pace pace = pace_of(world, project);
  LocalDate day = city.business_day(opened, world.chance.between(project.code, task.name, 4, 10));
  if (pace == Pace::extended)
    day = city.business_day(due, world.chance.between(project.code, task.name, 1, 4));
  if (pace == Pace::late) day = city.business_day(due, world.chance.between(project.code, task.name, 1, 7));
  submit_on(world, task, day, "submission");
  if (task.name == kDiagnosis) plan_draft(world, task, day);
  if (pace == Pace::extended)
    world.with_task(city.business_day(due, -1), 11 * kHour, task.id, [&world](const office::Task& now) {
      world.city.done(
          "task.extend", {{"task", now.id}, {"due", to_string(world.city.business_day(*now.due, 5))}},
          world.official(now.project), "電話で相談があり、行事の準備と重なるため5営業日延ばした。");
    });
  if (task.name == kQuestions)
    world.with_task(
        city.business_day(opened, 2), world.minute(project.code, "questions"), task.id,
        [&world](const office::Task& now) {
          JsonArray questions;
          for (std::string& text : advance_questions(world.chance, world.facts(now)))
            questions.emplace_back(std::move(text));
          world.city.act(now.id, "ask", {{"questions", std::move(questions)}}, world.official(now.project));
        });
  if (task.name == kDiagnosis && task.project == world.withdrawing)
    world.with_task(city.business_day(opened, 3), 15 * kHour, task.id, [&world](const office::Task& now) {
      world.city.act(now.id, "withdraw",
                     {{"reason",
                       "来年度に別の事業と統合することが決まり、単独の事業としては続けないため、今年度の診断"
                       "を取り下げます。"}},
                     world.holder_of(now));
    });
}

// A few days after it came back.
void resubmit(World& world, const office::Task& approval_or_sheet, const std::string& sheet) {
  auto returned = world.city.task_named(approval_or_sheet.visit, sheet);
  if (!returned) return;
  submit_on(world, *returned,
            world.city.business_day(world.city.today(), world.chance.between(returned->id, "again", 2, 4)),
            "again");
}

// The office reads a diagnosis while the section still works on the other sheet.
void plan_office_return(World& world, const office::Task& approval) {
  if (!world.chance.percent(approval.project, "office returns", 16)) return;
  auto sheet = world.city.task_named(approval.visit, kDiagnosis);
  const std::string id = sheet ? sheet->id : "";
  world.at(world.city.business_day(world.city.today(), 1), 10 * kHour, [&world, id] {
    const office::Task now = world.city.task(id);
    if (now.status != "done" || world.city.visit(now.visit).status != "open") return;
    world.city.done("task.return",
                    {{"task", id}, {"comment", return_comment(world.chance, world.facts(now), kDiagnosis)}},
                    world.official(now.project));
    resubmit(world, now, kDiagnosis);
  });
}

void plan_approval(World& world, const office::Task& task) {
  const std::string sheet(string_or(task.data, "sheet", ""));
  const bool first = int_or(task.data, "submission", 1) == 1;
  const int days =
      world.chance.percent(task.id, "slow chief", 8) ? 4 : world.chance.between(task.id, "chief", 0, 2);
  world.with_task(
      world.city.business_day(world.city.today(), days), world.minute(task.id, "approval"), task.id,
      [&world, sheet, first](const office::Task& now) {
        const std::string chief = world.holder_of(now);
        if (first && world.chance.percent(now.id, "chief returns", 9)) {
          world.city.done(
              "task.return",
              {{"task", now.id}, {"comment", return_comment(world.chance, world.facts(now), sheet)}}, chief);
          return resubmit(world, now, sheet);
        }
        world.city.act(now.id, "approve", {}, chief);
        if (first && sheet == kDiagnosis) plan_office_return(world, now);
      });
}

// Until the end of the fiscal year a section reviews by itself what is not going to be supported.
void plan_own_review(World& world, const office::Task& task) {
  const int days = world.chance.percent(task.id, "late review", 10)
                       ? world.chance.between(task.id, "review", 185, 200)
                       : world.chance.between(task.id, "review", 60, 160);
  world.with_task(world.city.business_day(world.city.today(), days), world.minute(task.id, "review"), task.id,
                  [&world](const office::Task& now) {
                    world.city.submit(now.id, own_review_answers(world.chance, world.facts(now)),
                                      world.holder_of(now));
                  });
}

}  // namespace

void plan_diagnosis(World& world, const office::Task& task) {
  if (task.sheet == "own-review") return plan_own_review(world, task);
  task.sheet.empty() ? plan_approval(world, task) : plan_sheet(world, task);
}

}  // namespace kyodo::cli::demo_city
