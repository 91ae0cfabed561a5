// The keyword pattern, by ICU: on characters, with bounded time and memory.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

namespace kyodo::sheet {

inline constexpr std::size_t kMaxPatternBytes = 1000;
inline constexpr int kPatternStackBytes = 1 << 20;  // heap that one search may use for going back

// Immutable, shareable between threads.
class Pattern {
 public:
  static std::optional<Pattern> compile(std::string_view text);  // none if it is no regular expression

  enum class Match { found, absent, gave_up };
  // Searches anywhere in the text. budget counts units of 10,000 steps and is used up by long searches.
  Match search(std::string_view utf8, int& budget) const;

 private:
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

}  // namespace kyodo::sheet
