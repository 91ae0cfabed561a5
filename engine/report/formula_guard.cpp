#include "report/formula_guard.h"

#include <algorithm>
#include <array>

namespace kyodo::report {
namespace {

// A Japanese Excel takes the full-width forms for formulas too.
constexpr std::array<std::string_view, 12> kDangerous = {"=",  "+",  "-",  "@",  "\t", "\r",
                                                         "\n", "＝", "＋", "－", "−",  "＠"};

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool take_sign(std::string_view& text) {
  return take(text, "-") || take(text, "+") || take(text, "－") || take(text, "−") || take(text, "＋");
}

bool take_digit(std::string_view& text) {
  if (text.empty()) return false;
  if (text[0] >= '0' && text[0] <= '9') {
    text.remove_prefix(1);
    return true;
  }
  // ０ to ９ are EF BC 90 to EF BC 99.
  if (text.size() < 3 || !text.starts_with("\xEF\xBC") || text[2] < '\x90' || text[2] > '\x99') return false;
  text.remove_prefix(3);
  return true;
}

// A signed number as people write it: -1,234.5 or +3%.
bool is_number(std::string_view text) {
  take_sign(text);
  if (!take_digit(text)) return false;
  while (take_digit(text) || take(text, ",") || take(text, "，")) {
  }
  if (take(text, ".") || take(text, "．"))
    while (take_digit(text)) {
    }
  if (!take(text, "%")) take(text, "％");
  return text.empty();
}

bool begins_dangerously(std::string_view text) {
  return std::any_of(kDangerous.begin(), kDangerous.end(),
                     [&](std::string_view d) { return text.starts_with(d); });
}

bool is_harmless(std::string_view text) {
  return std::find(kDangerous.begin(), kDangerous.end(), text) != kDangerous.end() || is_number(text);
}

}  // namespace

std::string with_guard(std::string_view text) {
  const std::size_t apostrophes = std::min(text.find_first_not_of('\''), text.size());
  const bool guarded = apostrophes > 0 && begins_dangerously(text.substr(apostrophes));
  if (guarded || (begins_dangerously(text) && !is_harmless(text))) return "'" + std::string(text);
  return std::string(text);
}

std::string_view without_guard(std::string_view text) {
  const std::size_t apostrophes = std::min(text.find_first_not_of('\''), text.size());
  if (apostrophes > 0 && begins_dangerously(text.substr(apostrophes))) text.remove_prefix(1);
  return text;
}

}  // namespace kyodo::report
