// 2018-12 to 2020-03: the works are carried out, with reports, interim reviews, a change and a standstill.
#include <fmt/format.h>

#include "cli/demo/world.h"

namespace kyodo::cli::demo_city {
namespace {

constexpr LocalDate kChangeAsked{2019, 11, 11};
constexpr LocalDate kLengthenedTo{2020, 3, 31};
constexpr LocalDate kStandstill{2019, 9, 17};
constexpr LocalDate kGoesOn{2019, 10, 21};

void plan_sheet(World& world, const office::Task& task) {
  City& city = world.city;
  const bool report = task.name.starts_with("report-");
  const int number = report ? std::atoi(task.name.c_str() + std::string_view("report-").size()) : 0;
  const bool late = world.chance.percent(task.id, "late report", 22);
  const LocalDate day = city.business_day(*task.due, late ? world.chance.between(task.id, "late", 1, 6)
                                                          : world.chance.between(task.id, "early", -5, 0));
  world.with_task(
      day, world.minute(task.id, "report"), task.id, [&world, number, report](const office::Task& now) {
        const Facts facts = world.facts(now);
        world.city.submit(now.id,
                          report ? progress_report(world.chance, facts, number)
                                 : interim_review(facts, world.city.business_day(world.city.today(), -2)),
                          world.holder_of(now));
      });
}

// The last report follows the period's end, and the completion follows the report: the office moves the day
// on.
void plan_finish(World& world, const office::Task& task) {
  const WorkTerms& terms = world.terms(task.project);
  const LocalDate end = terms.lengthened ? kLengthenedTo : terms.to;
  const LocalDate last = world.city.business_day(end, 20);
  world.with_task(
      world.city.business_day(*task.due, -2), 11 * kHour, task.id, [&world, last](const office::Task& now) {
        world.city.done("task.extend", {{"task", now.id}, {"due", to_string(last)}},
                        world.official(now.project), "最後の実施報告を受けてから完了を確認するため。");
      });
  world.with_task(world.city.business_day(end, 10), 14 * kHour, task.id, [&world](const office::Task& now) {
    struct Again {
      World& world;
      void operator()(const office::Task& finish) const {
        bool missing = false;
        for (const office::Task& one : world.city.store().find<office::Task>(
                 {.where = {office::eq("visit", finish.visit)}, .order = {"id"}}))
          missing = missing || (!one.sheet.empty() && (one.status == "open" || one.status == "returned"));
        if (missing)
          return world.with_task(world.city.business_day(world.city.today(), 1), 14 * kHour, finish.id,
                                 *this);
        world.city.act(finish.id, "finish", {{"summary", finish_summary(world.chance, world.facts(finish))}},
                       world.official(finish.project));
      }
    };
    Again{world}(now);
  });
  if (terms.lengthened)
    world.with_task(kChangeAsked, 10 * kHour, task.id, [&world](const office::Task& now) {
      const office::Project work = world.city.project(now.project);
      world.city.act(now.id, "request_change",
                     {{"text", "参加の希望が多く、年度末まで活動を続けたい。費用は今の額の中でまかなう。"},
                      {"kind", "period"},
                      {"to", to_string(kLengthenedTo)}},
                     world.holder("section", work.unit, work.id));
    });
  if (!terms.suspended) return;
  world.at(kStandstill, 9 * kHour, [&world, project = task.project] {
    world.city.done("project.suspend", {{"project", project}}, world.official(project),
                    "活動場所の改修工事のため、10月中旬まで休止する。");
  });
  world.at(kGoesOn, 9 * kHour, [&world, project = task.project] {
    world.city.done("project.resume", {{"project", project}}, world.official(project),
                    "改修工事が終わり、活動を再開できるため。");
  });
}

void plan_consent(World& world, const office::Task& task) {
  const bool city = task.name.ends_with("-city");
  const LocalDate day = world.city.business_day(world.city.today(), city ? 2 : 5);
  world.with_task(day, world.minute(task.id, "consent"), task.id, [&world, city](const office::Task& now) {
    JsonObject data{
        {"change", int_or(now.data, "change", 1)}, {"side", city ? "city" : "partner"}, {"agree", true}};
    std::string person = world.holder_of(now);
    if (!city && person.empty()) {
      person = world.official(now.project);
      data["comment"] = "団体の事務所で同意書を受け取った。";
    }
    world.city.act(now.id, "consent", std::move(data), person);
  });
}

}  // namespace

void plan_implementation(World& world, const office::Task& task) {
  if (!task.sheet.empty()) return plan_sheet(world, task);
  task.name == "finish" ? plan_finish(world, task) : plan_consent(world, task);
}

}  // namespace kyodo::cli::demo_city
