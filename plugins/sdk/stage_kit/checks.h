// Checks of single values inside the handlers of stage plugins. Each reports one Problem with a sentence in
// both languages that names the field by its title, and says whether the value can be used.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "kyodo/stage.h"

namespace kyodo::stage_kit {

inline constexpr std::size_t kMaxLine = 200;   // characters of a name or heading
inline constexpr std::size_t kMaxNote = 1000;  // characters of a reason, comment or piece of advice
inline constexpr std::int64_t kMaxYen = 1'000'000'000'000;

// A field of an action's data: its JSON pointer and the words a form shows for it.
struct Asked {
  std::string pointer;
  Text title;
};

// Nothing but spaces (ASCII and U+3000), tabs and line ends.
bool is_blank(std::string_view text);
std::size_t code_points(std::string_view text);
// As many whole characters from the beginning as fit into max bytes.
std::string_view within_bytes(std::string_view text, std::size_t max);

// Text of several lines: not blank, at most max characters, no control characters but tab and line ends.
bool check_text(stage::Call& call, const Asked& asked, std::string_view value, std::size_t max = kMaxNote);
// The same, but may be empty.
bool check_optional_text(stage::Call& call, const Asked& asked, std::string_view value,
                         std::size_t max = kMaxNote);
// One line: as check_text, and without line ends.
bool check_line(stage::Call& call, const Asked& asked, std::string_view value, std::size_t max = kMaxLine);
// One of the words of a list; the problem names them all.
bool check_word(stage::Call& call, const Asked& asked, std::string_view value,
                std::initializer_list<std::string_view> words);
bool check_range(stage::Call& call, const Asked& asked, std::int64_t value, std::int64_t least,
                 std::int64_t most);
// Whole yen, 0 … kMaxYen.
bool check_yen(stage::Call& call, const Asked& asked, std::int64_t value);

}  // namespace kyodo::stage_kit
