// A compiled sheet from the inside: the questions, and the conditions their answers must meet.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "sheet/pattern.h"

namespace kyodo::sheet {

// A value that may be chosen, as canonical text (value.h) and as people read it.
struct Choice {
  std::string canonical;
  std::string shown;
};

// One place in the answers. Several schemas may speak about it (properties, then, allOf, …); it has one
// title.
struct Question {
  std::string name;             // member of the object above; empty for the whole sheet and for list items
  std::string title, title_en;  // either may be empty
  bool shares_title = false;    // another question has the same title
  bool limits_length = false;   // some schema states maxLength
  std::vector<Choice> options;  // values that oneOf or anyOf give titles to
  std::vector<std::unique_ptr<Question>> children;            // of an object, in the order of the sheet
  std::map<std::string, std::size_t, std::less<>> positions;  // name → index in children
  std::unique_ptr<Question> item;                             // of a list
  std::unique_ptr<Question> other;                            // members beyond children

  const Question* find(std::string_view child) const {
    const auto found = positions.find(child);
    return found == positions.end() ? nullptr : children[found->second].get();
  }
};

// Kinds of JSON values as bits; an integer is a number too.
enum Kind : unsigned {
  kNull = 1,
  kBoolean = 2,
  kInteger = 4,
  kNumber = 8,
  kString = 16,
  kArray = 32,
  kObject = 64,
};

struct Bound {
  long double value;
  std::string shown;
};

// The conditions of one schema.
struct Node {
  using Ptr = std::unique_ptr<const Node>;

  const Question* question = nullptr;
  std::set<std::string, std::less<>> conditions;  // the keywords present that restrict anything
  std::string title;                              // of this schema, for naming an alternative
  Text hint;               // x-hint, x-hint-en: what to do, said by the sheet; may be empty
  bool forbidden = false;  // the schema false
  unsigned kinds = 0;      // 0: any
  std::optional<std::vector<Choice>> choices;  // enum or const

  std::optional<std::size_t> min_length, max_length, min_items, max_items;
  std::optional<Bound> minimum, maximum;
  std::optional<Pattern> pattern;
  bool date = false;

  bool unique_items = false;
  Ptr items;

  std::vector<std::pair<std::string, Ptr>> properties;
  std::set<std::string, std::less<>> declared;  // names in properties
  std::vector<std::string> required;
  Ptr additional;

  Ptr if_schema, then_schema, else_schema, not_schema;
  std::set<std::string, std::less<>> gate;  // the members that if_schema looks at
  std::vector<Ptr> all_of, any_of, one_of;
};

struct Compiled {
  std::unique_ptr<Question> questions;
  Node::Ptr root;
};

// Every mistake is an entry of problems, by JSON pointer into the schema; empty when the sheet can be used.
Compiled compile_schema(const Json& schema, std::vector<Problem>& problems);

// The questions alone, with titles; limits are reported in problems. Tolerant of mistakes otherwise.
std::unique_ptr<Question> outline(const Json& schema, std::vector<Problem>& problems);

std::vector<Problem> check_answers(const Compiled& sheet, const Json& answers, bool draft);

}  // namespace kyodo::sheet
