// Places in text files, for findings: from byte offsets, from JSON pointers, from attribute names.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace kyodo::workflow {

// Line and column (in code points, from 1) of a byte offset; beyond the end: the end.
Where where_at(std::string_view text, std::size_t offset, const std::string& file);
// The byte offset of a place; npos when the text has no such place or the place is not known.
std::size_t offset_of(std::string_view text, const Where& where);

// Where the value named by a JSON pointer begins in `text`, which is valid JSON. When there is no such value
// (a member that is missing), the innermost object or array on the way to it.
Where where_in_json(std::string_view text, std::string_view pointer, const std::string& file);

// Where the attribute with this local name ("due" of ky:due) stands in the start tag that begins at
// `element`; the element itself when it has none.
Where where_of_attribute(std::string_view text, const Where& element, std::string_view local_name);

// The offset of the first byte that is not part of valid UTF-8.
std::optional<std::size_t> invalid_utf8(std::string_view text);

}  // namespace kyodo::workflow
