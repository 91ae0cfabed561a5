#include "stage_kit/checks.h"

#include <fmt/format.h>

#include <algorithm>

namespace kyodo::stage_kit {
namespace {

enum class Lines { one, several };

bool has_control(std::string_view text, Lines lines) {
  return std::any_of(text.begin(), text.end(), [lines](char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (lines == Lines::several && (c == '\n' || c == '\r' || c == '\t')) return false;
    return byte < 0x20 || byte == 0x7f;
  });
}

bool check(stage::Call& call, const Asked& asked, std::string_view value, std::size_t max, Lines lines,
           bool required) {
  const auto& [ja, en] = asked.title;
  if (required && is_blank(value)) {
    call.problem(asked.pointer, "required", fmt::format("「{}」を入力してください。", ja),
                 fmt::format("Fill in \"{}\".", en));
    return false;
  }
  if (const std::size_t length = code_points(value); length > max) {
    call.problem(asked.pointer, "maxLength",
                 fmt::format("「{}」は {} 文字以内で入力してください（現在 {} 文字）。", ja, max, length),
                 fmt::format("\"{}\" may have at most {} characters; it has {}.", en, max, length));
    return false;
  }
  if (has_control(value, lines)) {
    call.problem(
        asked.pointer, "pattern",
        lines == Lines::one ? fmt::format("「{}」は改行や制御文字を使わず 1 行で入力してください。", ja)
                            : fmt::format("「{}」に使えない制御文字があります。取り除いてください。", ja),
        lines == Lines::one ? fmt::format("Write \"{}\" on one line, without control characters.", en)
                            : fmt::format("\"{}\" contains control characters; remove them.", en));
    return false;
  }
  return true;
}

}  // namespace

bool is_blank(std::string_view text) {
  constexpr std::string_view kIdeographicSpace = "\u3000";
  while (!text.empty()) {
    if (text.starts_with(kIdeographicSpace))
      text.remove_prefix(kIdeographicSpace.size());
    else if (std::string_view(" \t\r\n").find(text.front()) != std::string_view::npos)
      text.remove_prefix(1);
    else
      return false;
  }
  return true;
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string_view within_bytes(std::string_view text, std::size_t max) {
  if (text.size() <= max) return text;
  while (max > 0 && (static_cast<unsigned char>(text[max]) & 0xc0) == 0x80) --max;
  return text.substr(0, max);
}

bool check_text(stage::Call& call, const Asked& asked, std::string_view value, std::size_t max) {
  return check(call, asked, value, max, Lines::several, true);
}

bool check_optional_text(stage::Call& call, const Asked& asked, std::string_view value, std::size_t max) {
  return check(call, asked, value, max, Lines::several, false);
}

bool check_line(stage::Call& call, const Asked& asked, std::string_view value, std::size_t max) {
  return check(call, asked, value, max, Lines::one, true);
}

bool check_word(stage::Call& call, const Asked& asked, std::string_view value,
                std::initializer_list<std::string_view> words) {
  if (std::find(words.begin(), words.end(), value) != words.end()) return true;
  const std::string list = fmt::format("{}", fmt::join(words, ", "));
  call.problem(asked.pointer, "enum",
               fmt::format("「{}」は次のどれかで指定してください: {}", asked.title.ja, list),
               fmt::format("\"{}\" must be one of: {}", asked.title.en, list));
  return false;
}

bool check_range(stage::Call& call, const Asked& asked, std::int64_t value, std::int64_t least,
                 std::int64_t most) {
  if (value >= least && value <= most) return true;
  call.problem(asked.pointer, value < least ? "minimum" : "maximum",
               fmt::format("「{}」は {} 以上 {} 以下の数で入力してください。", asked.title.ja, least, most),
               fmt::format("\"{}\" must be a number from {} to {}.", asked.title.en, least, most));
  return false;
}

bool check_yen(stage::Call& call, const Asked& asked, std::int64_t value) {
  if (value >= 0 && value <= kMaxYen) return true;
  call.problem(
      asked.pointer, value < 0 ? "minimum" : "maximum",
      fmt::format("「{}」は 0 円以上 {} 円以下の金額を、円単位で入力してください。", asked.title.ja, kMaxYen),
      fmt::format("\"{}\" must be an amount in whole yen from 0 to {}.", asked.title.en, kMaxYen));
  return false;
}

}  // namespace kyodo::stage_kit
