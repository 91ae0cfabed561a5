// What a hearing keeps in its visit, and what people give with its actions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/record.h"
#include "stage_kit/visit_state.h"

namespace kyodo::hearing {

inline constexpr std::size_t kMaxFollowUps = 30;        // of one hearing
inline constexpr std::size_t kMaxMinutesText = 20'000;  // characters
inline constexpr std::size_t kMaxFollowUpText = 500;
inline constexpr std::size_t kMaxAnswer = 3000;

struct Settings {
  int record_within_days = 7;                      // the record is due so many days after the hearing
  std::string follow_up_due = "10 business days";  // where the record names no day
};
BOOST_DESCRIBE_STRUCT(Settings, (), (record_within_days, follow_up_due))

struct Booking {
  std::string start;  // "2018-09-03T10:00", local time
  int minutes = 0;
  std::string place;
  std::vector<std::string> attendees;
};
BOOST_DESCRIBE_STRUCT(Booking, (), (start, minutes, place, attendees))

struct FollowUpAsked {
  std::string text;
  std::optional<LocalDate> due;
};
BOOST_DESCRIBE_STRUCT(FollowUpAsked, (), (text, due))

struct RecordGiven {
  LocalDate held_on;
  std::vector<std::string> attendees;
  std::string minutes_text;
  int possibility = 0;  // 1..5, as are the next two
  int effect = 0;
  int immediacy = 0;
  bool partner_in_sight = false;
  std::vector<FollowUpAsked> follow_ups;
};
BOOST_DESCRIBE_STRUCT(RecordGiven, (),
                      (held_on, attendees, minutes_text, possibility, effect, immediacy, partner_in_sight,
                       follow_ups))

struct Record {
  LocalDate held_on;
  std::vector<std::string> attendees;
  std::string minutes_text;
  int possibility = 0;
  int effect = 0;
  int immediacy = 0;
  bool partner_in_sight = false;
  int corrections = 0;
  stage_kit::By by;
};
BOOST_DESCRIBE_STRUCT(Record, (),
                      (held_on, attendees, minutes_text, possibility, effect, immediacy, partner_in_sight,
                       corrections, by))

struct FollowUp {
  std::string text;
  std::string answer;  // "" while it is awaited
  std::optional<stage_kit::By> answered;
};
BOOST_DESCRIBE_STRUCT(FollowUp, (), (text, answer, answered))

struct State {
  std::optional<Booking> booking;
  std::optional<int> rebooked;  // how often
  std::optional<Record> record;
  std::vector<FollowUp> follow_ups;      // the first is the task "follow-up-1"
  std::optional<std::string> cancelled;  // the reason
};
BOOST_DESCRIBE_STRUCT(State, (), (booking, rebooked, record, follow_ups, cancelled))

}  // namespace kyodo::hearing
