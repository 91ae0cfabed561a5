// The text of a document: where a byte stands in lines and columns, and what is wrong with it before any
// parser sees it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chart/chart.h"

namespace kyodo::chart {

// `text` must outlive it.
class Source {
 public:
  Source(std::string_view text, std::string file);
  // Line and column (in code points) of a byte offset; beyond the end: the end. O(log size).
  Where at(std::size_t offset) const;
  std::string_view text() const { return text_; }
  const std::string& file() const { return file_; }

 private:
  std::size_t code_points_before(std::size_t offset) const;

  std::string_view text_;
  std::string file_;
  std::vector<std::size_t> lines_;        // offset of each line's first byte
  std::vector<std::size_t> code_points_;  // before each block of kBlock bytes
};

// At most `bytes` of the text, not cutting a code point in two.
std::string clipped(std::string_view text, std::size_t bytes);

// Checks that it is UTF-8, size, nesting, number of elements, entities, characters and that there is one
// root, all of which pugixml lets pass; refuses document types. The first fault only, for the rest would be
// noise.
std::optional<Finding> scan(const Source& source);

}  // namespace kyodo::chart
