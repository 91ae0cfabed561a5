// What an evaluate visit remembers. Nothing of a sealed sheet's content enters the state before both sides
// are in, since the state is not sealed (NT-15, NT-17, NT-18, SK-37; practice: fear that an honest look-back
// hurts).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "stage_kit/visit_state.h"

namespace kyodo::evaluate {

using stage_kit::By;

inline constexpr std::size_t kMaxRecord = 4000;  // characters of the joint record and of an opinion

inline constexpr std::size_t kMaxOthers = 10;  // sheets asked of others

// Somebody else who is heard: those who use the service, residents who watch it (SK-37).
struct Other {
  std::string sheet;
  std::optional<std::string> role;  // who hands the sheet in; the section unless given
};
BOOST_DESCRIBE_STRUCT(Other, (), (sheet, role))

struct Settings {
  std::string city_sheet = "furikaeri-city";
  std::string partner_sheet = "furikaeri-partner";
  std::string checklist = "seki-25";   // "" = none
  std::vector<Other> others;           // in any number, each with a sheet of its own
  bool third_party = false;            // an evaluator outside both parties gives an opinion
  std::string partner;                 // id; "" = the project's attribute
  std::string rating_field = "level";  // name of the members of the answers that hold a rating
};
BOOST_DESCRIBE_STRUCT(Settings, (),
                      (city_sheet, partner_sheet, checklist, others, third_party, partner, rating_field))

struct Received {
  std::string comment;  // how it came, when the office handed it in for somebody else
  By by;
};
struct Waived {
  std::string reason;
  By by;
};
struct Joint {
  std::string text, agreed_points, open_points;
  std::optional<LocalDate> held_on;
  By by;
};
struct Opinion {
  std::string text;
  By by;
};
// A question both sides rated, at least kWideGap levels apart.
struct Gap {
  std::string viewpoint;  // JSON pointer of what was rated
  std::int64_t city = 0, partner = 0;
};
inline constexpr std::int64_t kWideGap = 2;

struct State {
  std::string partner;
  std::optional<Received> city, partner_sheet, checklist;
  std::optional<Waived> waived;        // the partner's sheet will not come
  Json city_average, partner_average;  // two decimals; null before both are in, and where nothing was rated
  std::vector<Gap> gaps;
  int checked = 0, checkable = 0;  // ticks and boxes of the checklist
  std::optional<Joint> joint;
  std::optional<Opinion> opinion;
  std::optional<JsonObject> others;  // Received by sheet; none in visits of before there were any
};

BOOST_DESCRIBE_STRUCT(Received, (), (comment, by))
BOOST_DESCRIBE_STRUCT(Waived, (), (reason, by))
BOOST_DESCRIBE_STRUCT(Joint, (), (text, agreed_points, open_points, held_on, by))
BOOST_DESCRIBE_STRUCT(Opinion, (), (text, by))
BOOST_DESCRIBE_STRUCT(Gap, (), (viewpoint, city, partner))
BOOST_DESCRIBE_STRUCT(State, (),
                      (partner, city, partner_sheet, checklist, waived, city_average, partner_average, gaps,
                       checked, checkable, joint, opinion, others))

}  // namespace kyodo::evaluate
