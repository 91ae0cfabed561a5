// The demo's year as it unfolds: who intends what, and what was found out so far.
#pragma once

#include <map>
#include <set>

#include "cli/demo/agenda.h"
#include "cli/demo/chance.h"
#include "cli/demo/city.h"
#include "cli/demo/facts.h"
#include "cli/demo/terms.h"
#include "cli/demo/texts.h"

namespace kyodo::cli::demo_city {

inline constexpr const char* kRound = "H30";
inline constexpr const char* kNextRound = "R2";
inline constexpr int kSelected = 50;          // Komaki, 平成30年度
inline constexpr std::size_t kSupported = 5;  // Komaki, 平成29年度: five projects with six works
inline constexpr int kHour = 60;              // minutes of the day

struct World {
  World(City& the_city, std::uint64_t seed) : city(the_city), chance(seed) {}

  City& city;
  Chance chance;
  Agenda agenda;
  std::string withdrawing;                         // the project whose section will withdraw it
  std::map<std::string, HeardLevels> heard;        // by project: what its hearing will find
  std::map<std::string, std::string> other_class;  // by project: the class, where it is not the one suggested
  std::set<std::string> slots;                     // hearing slots given out: "<day>/<half>/<room or unit>"
  std::vector<std::string> works;                  // in the order in which they were opened
  std::string two_works;                           // the supported project that is split into two works

  // On that day, or the next business day.
  void at(LocalDate day, int minute, Agenda::Act act);
  // The same for a task that is still waiting then; put off while its project is suspended.
  void with_task(LocalDate day, int minute, const std::string& task,
                 std::function<void(const office::Task&)> act);
  // A minute of the working day.
  int minute(const std::string& about, const std::string& question) const;

  // Somebody who holds the role of the task (the same one every time), "" if nobody does.
  std::string holder_of(const office::Task& task);
  std::string holder(const std::string& role, const std::string& unit, const std::string& about);
  std::string official(const std::string& about) const;    // 事務局
  std::string contractor(const std::string& about) const;  // 受託団体
  // What is settled beforehand of a work, by the place in which it was opened.
  const WorkTerms& terms(const std::string& work) const;
  Facts facts(const office::Task& task) { return facts_of(city, city.project(task.project)); }
};

// selection.cpp
void plan_spring(World& world);
void plan_selection(World& world, const office::Task& task);
// diagnosis.cpp
void plan_diagnosis(World& world, const office::Task& task);
// hearing.cpp
void plan_hearing(World& world, const office::Task& task);
// classification.cpp
void expect_findings(World& world, const std::vector<office::Project>& selected);
void plan_classification(World& world, const office::Task& task);
// support.cpp
void plan_support_year(World& world);
void plan_support(World& world, const office::Task& task);
// implementation.cpp
void plan_implementation(World& world, const office::Task& task);
// look_back.cpp
void plan_look_back_year(World& world);
void plan_evaluation(World& world, const office::Task& task);
void plan_improvement(World& world, const office::Task& task);

// scenario.cpp: plays from April 2018 to the end of June 2020, morning by morning.
inline constexpr LocalDate kLastDay{2020, 6, 30};
void play(World& world);

}  // namespace kyodo::cli::demo_city
