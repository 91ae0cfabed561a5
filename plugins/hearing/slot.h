// A hearing's slot: when, how long, where; and what else stands in the round's calendar.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kyodo/stage.h"

namespace kyodo::hearing {

inline constexpr int kMinMinutes = 10;
inline constexpr int kMaxMinutes = 480;
inline constexpr int kMaxDaysAhead = 366;
inline constexpr std::size_t kMaxAttendees = 50;

struct Slot {
  LocalDate date;
  int begin = 0;                           // minutes since midnight
  int minutes = 0;                         // the hearing ends on the same day
  bool overlaps(const Slot& other) const;  // touching ends do not overlap
};

// "2018-09-03T10:00" and a length; none if there is no such minute or the end is past midnight.
std::optional<Slot> make_slot(std::string_view start, int minutes);
std::string start_text(const Slot& slot);  // "2018-09-03T10:00"
Text readable(const Slot& slot);           // 2018年9月3日(月)10:00～11:00 / 2018-09-03 10:00-11:00

// The same place written in another way (full width, spaces, capitals) gives the same key.
std::string place_key(std::string_view place);

// Reservations: kind "hearing-unit" or "hearing-place", key "<what>/<start>/<minutes>".
std::string reservation_key(std::string_view what, const Slot& slot);

struct Taken {
  Slot slot;
  std::string project;
};
// What other projects of the round hold of this unit or place on the day of the slot, in the order of time.
std::vector<Taken> held_by_others(const stage::Call& call, std::string_view kind, std::string_view what,
                                  const Slot& slot);
// The first minute on that day from which the slot's length is free of all of them; none if there is none.
std::optional<Slot> next_free(std::vector<Taken> taken, Slot slot);

}  // namespace kyodo::hearing
