#include "slot.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "stage_kit/visit_state.h"

namespace kyodo::hearing {
namespace {

constexpr int kDay = 24 * 60;

// Two digits, or -1.
int two_digits(std::string_view text) {
  if (text.size() != 2 || text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') return -1;
  return (text[0] - '0') * 10 + (text[1] - '0');
}

std::optional<int> small_number(std::string_view text) {
  if (text.empty() || text.size() > 4) return std::nullopt;
  int value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::string clock(int minutes) {
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

// The unit or place may hold slashes itself, so the key is read from its end.
std::optional<Slot> slot_of_key(std::string_view key, std::string_view what) {
  if (!key.starts_with(what)) return std::nullopt;
  key.remove_prefix(what.size());
  constexpr std::size_t kStart = 16;  // "2018-09-03T10:00"
  if (key.size() < kStart + 3 || key[0] != '/' || key[kStart + 1] != '/') return std::nullopt;
  const auto minutes = small_number(key.substr(kStart + 2));
  return minutes ? make_slot(key.substr(1, kStart), *minutes) : std::nullopt;
}

void in_order(std::vector<Taken>& taken) {
  std::sort(taken.begin(), taken.end(), [](const Taken& a, const Taken& b) {
    return std::tie(a.slot.begin, a.slot.minutes, a.project) <
           std::tie(b.slot.begin, b.slot.minutes, b.project);
  });
}

}  // namespace

bool Slot::overlaps(const Slot& other) const {
  return date == other.date && begin < other.begin + other.minutes && other.begin < begin + minutes;
}

std::optional<Slot> make_slot(std::string_view start, int minutes) {
  if (start.size() != 16 || start[10] != 'T' || start[13] != ':') return std::nullopt;
  const auto date = parse_date(start.substr(0, 10));
  const int hour = two_digits(start.substr(11, 2)), minute = two_digits(start.substr(14, 2));
  if (!date || hour < 0 || hour > 23 || minute < 0 || minute > 59 || minutes < 1 || minutes > kDay)
    return std::nullopt;
  const Slot slot{*date, hour * 60 + minute, minutes};
  if (slot.begin + slot.minutes > kDay) return std::nullopt;
  return slot;
}

std::string start_text(const Slot& slot) {
  return to_string(slot.date) + "T" + clock(slot.begin);
}

Text readable(const Slot& slot) {
  constexpr std::array<const char*, 7> kWeekdays{"日", "月", "火", "水", "木", "金", "土"};
  const std::string begin = clock(slot.begin), end = clock(slot.begin + slot.minutes);
  return {fmt::format("{}年{}月{}日({}){}～{}", slot.date.year, slot.date.month, slot.date.day,
                      kWeekdays[static_cast<std::size_t>(weekday(slot.date))], begin, end),
          fmt::format("{} {}-{}", to_string(slot.date), begin, end)};
}

std::string place_key(std::string_view place) {
  std::string key;
  auto add = [&key](char c) {
    if (c == ' ' || c == '\t') return;
    key += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  for (std::size_t i = 0; i < place.size();) {
    const std::string_view rest = place.substr(i);
    // U+3000, and U+FF01..U+FF5E, the full-width forms of ASCII.
    if (rest.starts_with("\xE3\x80\x80")) {
      i += 3;
    } else if (rest.size() >= 3 && rest[0] == '\xEF' && (rest[1] == '\xBC' || rest[1] == '\xBD')) {
      const int code =
          ((static_cast<unsigned char>(rest[1]) & 0x3F) << 6) | (static_cast<unsigned char>(rest[2]) & 0x3F);
      if (const int ascii = code - 0xF00 + 0x20; ascii > 0x20 && ascii < 0x7F)
        add(static_cast<char>(ascii));
      else
        key += rest.substr(0, 3);
      i += 3;
    } else {
      add(place[i++]);
    }
  }
  return key;
}

std::string reservation_key(std::string_view what, const Slot& slot) {
  return fmt::format("{}/{}/{}", what, start_text(slot), slot.minutes);
}

std::vector<Taken> held_by_others(const stage::Call& call, std::string_view kind, std::string_view what,
                                  const Slot& slot) {
  std::vector<Taken> taken;
  const Json& reservations = call.fact("reservations");
  if (!reservations.is_array()) return taken;
  const std::string_view own = string_or(call.project(), "id", "");
  for (const Json& item : reservations.get_array()) {
    if (!item.is_object()) continue;
    const JsonObject& held = item.get_object();
    if (string_or(held, "kind", "") != kind || string_or(held, "project", "") == own) continue;
    if (auto other = slot_of_key(string_or(held, "key", ""), what); other && other->date == slot.date)
      taken.push_back({*other, stage_kit::text_of(held, "project")});
  }
  in_order(taken);
  return taken;
}

std::optional<Slot> next_free(std::vector<Taken> taken, Slot slot) {
  in_order(taken);
  for (const Taken& one : taken)
    if (slot.overlaps(one.slot)) slot.begin = one.slot.begin + one.slot.minutes;
  if (slot.begin + slot.minutes > kDay) return std::nullopt;
  return slot;
}

}  // namespace kyodo::hearing
