// The encodings of documents: what a byte order mark or the XML declaration says (XML 1.0, appendix F).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kyodo::chart {

struct Encoding {
  std::string name;        // "UTF-8" unless the document says otherwise
  std::size_t offset = 0;  // of where it says so
};
Encoding encoding_of(std::string_view document);

// The document as UTF-8 without byte order mark. None when there is no such encoding or a byte does not
// belong to it. Thread-safe.
std::optional<std::string> to_utf8(std::string_view document, const std::string& encoding);

}  // namespace kyodo::chart
