// Sheets: forms as JSON Schema (draft-07), and answers held against them.
//
// A sheet is an object schema with `title` (Japanese) and `x-title-en`; so has every property, and
// `description` is the help text below a question. Allowed keywords: type, properties, required,
// additionalProperties, items, enum, const, minLength, maxLength, minimum, maximum, minItems, maxItems,
// uniqueItems, pattern, format (date), if/then/else, allOf, anyOf, oneOf, not, default, title, description,
// and x-… of our own. $ref is not allowed; $schema may name draft-07. Of our own: x-title-en; x-hint and
// x-hint-en, sentences that tell people what to do when pattern, not, anyOf or oneOf beside them is violated.
// A value's name is the title of its `const` in oneOf or anyOf. The schema false as a property forbids an
// answer, for instance in the `then` of a branch.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace kyodo::sheet {

inline constexpr std::size_t kMaxProblems = 200;       // reported of one submission
inline constexpr std::size_t kMaxAnswerText = 10'000;  // characters of one text where the sheet says nothing
inline constexpr std::size_t kMaxAnswerBytes = 512u << 10;  // one set of answers
inline constexpr std::size_t kMaxFieldName = 200;           // bytes of a member's name, in sheets and answers
inline constexpr int kMaxSheetDepth = 20;                   // schemas within schemas
inline constexpr std::size_t kMaxSheetSchemas = 5'000;      // schemas in one sheet
inline constexpr std::size_t kMaxSheetList = 1'000;         // entries of one enum or required
inline constexpr std::size_t kMaxCheckSteps = 1'000'000;    // work of one check: one per condition tried
inline constexpr int kMaxPatternBudget = 500;  // work of all patterns in one check, in 10,000 steps

struct Question;  // sheet/schema.h

// A compiled sheet: immutable, shareable between threads.
class Sheet {
 public:
  // file names the source in errors; every mistake of the schema is an entry of problems with its JSON
  // pointer.
  static Result<Sheet> compile(const Json& schema, const std::string& file);

  const std::string& title() const;     // Japanese
  const std::string& title_en() const;  // may be empty
  const Json& schema() const;
  const Question& questions() const;  // as a tree, in the order of the sheet

  // All problems at once, by field (JSON pointer into the answers), in the order of the sheet, each with a
  // sentence in both languages naming the question by its title. Lengths are checked first and count code
  // points, patterns run on characters, dates must be real. draft: required fields may be missing, and texts
  // and lists may still be shorter than asked. What follows from a member that is itself missing or wrong is
  // left out.
  std::vector<Problem> check(const Json& answers, bool draft = false) const;

 private:
  struct Impl;
  explicit Sheet(std::shared_ptr<const Impl> impl);
  std::shared_ptr<const Impl> impl_;
};

// What changed from one set of answers to the next, field by field in the order of the sheet.
struct Change {
  std::string field;  // JSON pointer
  std::string title;  // of the question, Japanese ("協働している部分(2件目)／協働相手"); the pointer where it
                      // has none
  Json before;  // null when it was not there
  Json after;
};
std::vector<Change> differences(const Sheet& sheet, const Json& before, const Json& after);

// One question with its answer as text, for mails, lists and the terminal; nested ones are flattened,
// unanswered ones left out.
struct Line {
  std::string field;
  std::string title;
  std::string text;
};
std::vector<Line> readable(const Sheet& sheet, const Json& answers);

}  // namespace kyodo::sheet
