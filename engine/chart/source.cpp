#include "chart/source.h"

#include <algorithm>

namespace kyodo::chart {
namespace {

constexpr std::size_t kBlock = 64;  // at() counts within two of them, and is asked for every attribute

bool begins_code_point(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

}  // namespace

Source::Source(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {
  lines_.push_back(0);
  std::size_t count = 0;
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (i % kBlock == 0) code_points_.push_back(count);
    if (begins_code_point(text_[i])) ++count;
    if (text_[i] == '\n') lines_.push_back(i + 1);
  }
  code_points_.push_back(count);
}

std::size_t Source::code_points_before(std::size_t offset) const {
  std::size_t count = code_points_[offset / kBlock];
  for (std::size_t i = offset / kBlock * kBlock; i < offset; ++i)
    count += begins_code_point(text_[i]) ? 1 : 0;
  return count;
}

Where Source::at(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  const auto next = std::upper_bound(lines_.begin(), lines_.end(), offset);
  const std::size_t line = static_cast<std::size_t>(next - lines_.begin());
  // A byte order mark is one code point at the start of the first line that no editor shows.
  const std::size_t mark = line == 1 && text_.starts_with("\xEF\xBB\xBF") && offset >= 3 ? 1 : 0;
  const std::size_t column = code_points_before(offset) - code_points_before(lines_[line - 1]) - mark;
  return Where{file_, static_cast<int>(line), static_cast<int>(column) + 1};
}

std::string clipped(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  while (bytes > 0 && !begins_code_point(text[bytes])) --bytes;
  return std::string(text.substr(0, bytes)) + "…";
}

}  // namespace kyodo::chart
