// JSON: Boost.JSON's value under a short name, and parsing with limits and positions.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"

namespace kyodo {

using Json = boost::json::value;
using JsonObject = boost::json::object;  // keeps the order of insertion; == ignores the order
using JsonArray = boost::json::array;

// Parses one document. `file` names the source in errors, which carry line and column. Refuses more than
// max_bytes, deeper nesting than kMaxJsonDepth, invalid UTF-8, NUL in strings, doubled keys and anything
// after the document. A UTF-8 byte order mark is allowed. Numbers are read exactly, so that to_text gives
// them back. The value lives in `storage`.
Result<Json> parse_json(std::string_view text, const std::string& file = "",
                        std::size_t max_bytes = kMaxJsonBytes, boost::json::storage_ptr storage = {});

// Parses what to_text wrote. No limit on size; nesting up to kMaxStoredDepth, since records wrap what people
// and scripts gave; NUL characters are let through. Code::corrupt otherwise.
Result<Json> parse_stored_json(std::string_view text);

// The one serialisation: compact, members in their order. What is hashed is always stored text.
std::string to_text(const Json& json);
std::string to_text(const JsonObject& object);
// The same, at the end of `out`.
void append_text(std::string& out, const Json& json);
// Whether the texts are the same: unlike ==, members in another order and -0 are not.
bool same_text(const Json& a, const Json& b);
bool same_text(const JsonObject& a, const JsonObject& b);
bool same_text(const JsonArray& a, const JsonArray& b);
void append_text(std::string& out, const JsonObject& object);
void append_text(std::string& out, const JsonArray& array);
void append_text(std::string& out, std::string_view text);  // as a JSON string
void append_text(std::string& out, std::int64_t number);
// Indented by two spaces, for people and for files they keep.
std::string to_pretty_text(const Json& json);

// Reads with a default, for values already known to be of that kind.
std::string_view string_or(const JsonObject& object, std::string_view key, std::string_view otherwise);
std::int64_t int_or(const JsonObject& object, std::string_view key, std::int64_t otherwise);
bool bool_or(const JsonObject& object, std::string_view key, bool otherwise);
// The member if it is an object / array, otherwise an empty one that lives for the whole program.
const JsonObject& object_or_empty(const JsonObject& object, std::string_view key);
const JsonArray& array_or_empty(const JsonObject& object, std::string_view key);

}  // namespace kyodo
