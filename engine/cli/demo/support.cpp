// From August: five of the projects found promising are supported with six works; the rest wait their turn.
#include <fmt/format.h>

#include <algorithm>

#include "cli/demo/world.h"

namespace kyodo::cli::demo_city {
namespace {

constexpr LocalDate kOrdered{2018, 8, 20};  // the office puts the queue in order
constexpr std::array<LocalDate, kSupported> kStarts{
    {{2018, 8, 27}, {2018, 8, 28}, {2018, 9, 3}, {2018, 9, 10}, {2018, 9, 18}}};

std::vector<office::Task> waiting_in_queue(World& world) {
  return world.city.store().find<office::Task>(
      {.where = {office::eq("name", std::string("queue")), office::in("status", {"open", "returned"})},
       .order = {"id"}});
}

double total_of(const office::Project& project) {
  const Json* total = project.attributes.if_contains("total");
  return total && total->is_number() ? total->to_number<double>() : 0;
}

// Those with a partner in sight come first, then by what the selection gave.
void order_queue(World& world) {
  auto queue = waiting_in_queue(world);
  std::vector<std::tuple<bool, double, std::string, std::string>>
      order;  // nobody in sight, -total, code, task
  for (const office::Task& task : queue) {
    const office::Project project = world.city.project(task.project);
    order.emplace_back(!world.heard.at(project.id).partner, -total_of(project), project.code, task.id);
  }
  std::sort(order.begin(), order.end());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::string task = std::get<3>(order[i]);
    const char* reason = std::get<0>(order[i])
                             ? "協働相手の見込みがまだないため、見込みのある事業の後とする。"
                             : "協働相手の見込みがあり、選定の評価点の高い順とする。";
    world.with_task(
        kOrdered, 14 * kHour + static_cast<int>(i), task, [&world, i, reason](const office::Task& now) {
          world.city.act(now.id, "requeue", {{"order", static_cast<std::int64_t>(i + 1)}, {"reason", reason}},
                         world.official(kRound));
        });
    if (i >= kSupported) continue;
    if (i == 1) world.two_works = world.city.task(task).project;
    world.with_task(kStarts[i], 10 * kHour, task, [&world](const office::Task& now) {
      world.city.act(now.id, "start",
                     {{"reason", "順番が来たため。担当課と、来年度からの実施に向けて進めることを確かめた。"}},
                     world.official(now.project));
    });
  }
}

// The wait goes on into the next fiscal year, and the office says so instead of letting it run late.
void extend_queue(World& world, LocalDate until) {
  for (const office::Task& task : waiting_in_queue(world))
    if (task.due && *task.due < until)
      world.city.done("task.extend", {{"task", task.id}, {"due", to_string(until)}}, world.official(kRound),
                      "支援は順次行うため、次の年度に引き続き待っていただく。");
}

void plan_works(World& world, const office::Task& task) {
  const LocalDate day = world.city.business_day(world.city.today(), 4);
  world.with_task(day, 13 * kHour + 30, task.id, [&world](const office::Task& now) {
    const std::string official = world.official(now.project);
    const Facts facts = world.facts(now);
    world.city.act(now.id, "advise", {{"text", advice(world.chance, facts, 3)}}, official);
    const int works = now.project == world.two_works ? 2 : 1;
    for (int number = 1; number <= works; ++number)
      world.city.act(now.id, "add_work",
                     {{"name", work_name(facts, number)},
                      {"note", number == 1 ? "モニター業務" : "モニター業務(別の相手を探す)"}},
                     official);
  });
  world.with_task(world.city.business_day(day, 1), 10 * kHour, task.id, [&world](const office::Task& now) {
    world.city.act(now.id, "confirm", {}, world.official(now.project));
  });
}

// The best suggestion, or an almost as good one that has an account; then the next best.
std::vector<std::string> partners_to_ask(World& world, const office::Task& task) {
  struct Suggested {
    std::int64_t score = 0;
    std::string id;
  };
  std::vector<Suggested> all;
  for (const Json& item : array_or_empty(task.data, "suggestions")) {
    const JsonObject& one = item.as_object();
    constexpr std::int64_t kAccount = 12;  // points that an account is worth to the demo
    const std::string id(string_or(one, "partner", ""));
    all.push_back({int_or(one, "score", 0) + (world.city.account_of(id).empty() ? 0 : kAccount), id});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Suggested& a, const Suggested& b) { return a.score > b.score; });
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < all.size() && i < 2; ++i) ids.push_back(all[i].id);
  return ids;
}

void plan_match(World& world, const office::Task& task) {
  const std::size_t number = world.works.size();
  world.works.push_back(task.project);
  const auto partners = partners_to_ask(world, task);
  if (partners.size() < 2) return;
  const bool declines = terms_of(number).first_declines;
  const LocalDate opened = world.city.today();
  auto step = [&](int days, const std::string& action, JsonObject data, bool by_contractor) {
    world.with_task(
        world.city.business_day(opened, days), world.minute(task.id, action + std::to_string(days)), task.id,
        [&world, action, data = std::move(data), by_contractor](const office::Task& now) {
          world.city.act(now.id, action, data,
                         by_contractor ? world.contractor(now.project) : world.official(now.project));
        });
  };
  const Facts facts = world.facts(task);
  auto candidate = [&](int days, const std::string& partner, const char* state) {
    step(days, "candidate",
         {{"partner", partner}, {"state", state}, {"reason", candidate_reason(world.chance, facts, state)}},
         std::string_view(state) == "candidate");
  };
  step(3, "advise", {{"text", advice(world.chance, facts, 0)}}, true);
  candidate(6, partners[0], "candidate");
  candidate(7, partners[1], "candidate");
  candidate(11, partners[0], "approached");
  if (declines) {
    candidate(20, partners[0], "declined");
    candidate(22, partners[1], "approached");
  }
  step(27, "advise", {{"text", advice(world.chance, facts, 1)}}, true);
  candidate(33, declines ? partners[1] : partners[0], "agreed");
}

void plan_agreement(World& world, const office::Task& task) {
  const WorkTerms terms = world.terms(task.project);
  if (task.due && *task.due < terms.signed_on)
    world.with_task(world.city.business_day(*task.due, -3), 11 * kHour, task.id,
                    [&world, terms](const office::Task& now) {
                      world.city.done("task.extend",
                                      {{"task", now.id}, {"due", to_string(terms.extended_to)}},
                                      world.official(now.project),
                                      "年度の初めから始められるよう、予算の成立を待って締結するため。");
                    });
  world.with_task(terms.signed_on, 15 * kHour, task.id, [&world, terms](const office::Task& now) {
    JsonObject data = agreement_terms(world.chance, world.facts(now));
    data["partner"] = string_or(now.data, "partner", "");
    data["from"] = to_string(terms.from);
    data["to"] = to_string(terms.to);
    world.city.act(now.id, "agree", std::move(data), world.official(now.project));
  });
}

}  // namespace

void plan_support_year(World& world) {
  world.at(kOrdered, 13 * kHour, [&world] { order_queue(world); });
  world.at({2019, 3, 11}, 10 * kHour, [&world] { extend_queue(world, {2020, 3, 31}); });
  world.at({2020, 3, 10}, 10 * kHour, [&world] { extend_queue(world, {2021, 3, 31}); });
}

void plan_support(World& world, const office::Task& task) {
  if (task.name == "works") plan_works(world, task);
  if (task.name == "match") plan_match(world, task);
  if (task.name.starts_with("agreement")) plan_agreement(world, task);
}

}  // namespace kyodo::cli::demo_city
