// The six works of the demo differ on purpose; this is what is settled beforehand of each.
#pragma once

#include <array>
#include <string>

#include "base/local_date.h"

namespace kyodo::cli::demo_city {

struct WorkTerms {
  LocalDate signed_on;
  LocalDate extended_to;  // where the agreement takes longer than first asked
  LocalDate from, to;
  bool first_declines = false;  // the first partner that is asked says no
  bool lengthened = false;      // a change of the period, with the consent of both sides
  bool suspended = false;       // stands still for some weeks
  bool on_paper = false;        // the partner's sheet comes on paper
  bool actions_done = false;    // the improvements are carried out before the demo ends
  std::string direction;
  bool successor = false;  // goes on as a project of the next fiscal year
};

// By the order in which the works were opened.
inline const WorkTerms& terms_of(std::size_t number) {
  static const std::array<WorkTerms, 6> kTerms{{
      // Carried out within fiscal year Heisei 30.
      {.signed_on = {2018, 11, 26},
       .extended_to = {2018, 11, 30},
       .from = {2018, 12, 1},
       .to = {2019, 3, 31},
       .actions_done = true,
       .direction = "continue"},
      {.signed_on = {2019, 2, 20},
       .extended_to = {2019, 2, 28},
       .from = {2019, 4, 1},
       .to = {2020, 3, 31},
       .direction = "expand",
       .successor = true},
      {.signed_on = {2019, 3, 5},
       .extended_to = {2019, 3, 8},
       .from = {2019, 4, 1},
       .to = {2020, 3, 31},
       .first_declines = true,
       .suspended = true,
       .direction = "change"},
      {.signed_on = {2019, 3, 18},
       .extended_to = {2019, 3, 8},
       .from = {2019, 4, 1},
       .to = {2020, 3, 31},
       .on_paper = true,
       .direction = "continue"},
      // Longer than a year.
      {.signed_on = {2019, 1, 9},
       .extended_to = {2019, 1, 11},
       .from = {2019, 1, 15},
       .to = {2020, 3, 31},
       .first_declines = true,
       .direction = "continue"},
      {.signed_on = {2019, 2, 27},
       .extended_to = {2019, 2, 28},
       .from = {2019, 4, 1},
       .to = {2019, 12, 27},
       .lengthened = true,
       .direction = "end"},
  }};
  return kTerms[number % kTerms.size()];
}

}  // namespace kyodo::cli::demo_city
