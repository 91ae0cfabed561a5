// What people of the demo city have put into their diaries: acts by day and minute.
#pragma once

#include <functional>
#include <map>
#include <optional>

#include "base/local_date.h"

namespace kyodo::cli::demo_city {

class Agenda {
 public:
  using Act = std::function<void()>;

  // minute: of the day, local time. Acts of one minute keep the order in which they were put down.
  void put(LocalDate day, int minute, Act act) { acts_[{day, minute, ++put_}] = std::move(act); }

  struct Entry {
    int minute = 0;
    Act act;
  };
  // The next one of that day or of days before, taken out; none if there is none.
  std::optional<Entry> take(LocalDate day) {
    if (acts_.empty() || acts_.begin()->first.day > day) return std::nullopt;
    auto first = acts_.begin();
    Entry entry{first->first.day == day ? first->first.minute : 0, std::move(first->second)};
    acts_.erase(first);
    return entry;
  }

 private:
  struct When {
    LocalDate day;
    int minute = 0;
    std::int64_t number = 0;
    auto operator<=>(const When&) const = default;
  };
  std::map<When, Act> acts_;
  std::int64_t put_ = 0;
};

}  // namespace kyodo::cli::demo_city
