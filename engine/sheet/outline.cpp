// First look at a sheet: which questions it has, in which order, and how they are called.
#include <fmt/format.h>

#include "sheet/sheet.h"
#include "sheet/value.h"

namespace kyodo::sheet {
namespace {

struct Outline {
  std::vector<Problem>& problems;
  std::size_t schemas = 0;
  std::map<std::string, std::vector<Question*>, std::less<>> by_title;

  // False once a limit is reached, said once.
  bool enter(int depth) {
    if (!problems.empty()) return false;
    if (depth > kMaxSheetDepth)
      problems.push_back(
          {"",
           "limit",
           {fmt::format("シートの入れ子が深すぎます(上限 {} 段)。", kMaxSheetDepth),
            fmt::format("The sheet is nested too deeply (at most {} levels).", kMaxSheetDepth)}});
    else if (++schemas > kMaxSheetSchemas)
      problems.push_back({"",
                          "limit",
                          {fmt::format("シートの項目が多すぎます(上限 {})。", kMaxSheetSchemas),
                           fmt::format("The sheet has too many parts (at most {}).", kMaxSheetSchemas)}});
    return problems.empty();
  }

  static std::unique_ptr<Question>& made(std::unique_ptr<Question>& question) {
    if (!question) question = std::make_unique<Question>();
    return question;
  }

  Question& child(Question& question, std::string_view name) {
    const auto found = question.positions.find(name);
    if (found != question.positions.end()) return *question.children[found->second];
    question.positions.emplace(name, question.children.size());
    question.children.push_back(std::make_unique<Question>());
    question.children.back()->name = name;
    return *question.children.back();
  }

  void options(const JsonArray& branches, Question& question) {
    for (const Json& branch : branches) {
      if (!branch.is_object()) continue;
      const Json* value = branch.get_object().if_contains("const");
      const std::string_view title = string_or(branch.get_object(), "title", "");
      if (value && !title.empty()) question.options.push_back({canonical(*value), std::string(title)});
    }
  }

  // own: the schema is the question's own one, not a condition on it, so its title is the question's.
  void walk(const Json& schema, Question& question, bool own, int depth) {
    if (!enter(depth) || !schema.is_object()) return;
    const JsonObject& object = schema.get_object();
    if (own && question.title.empty()) {
      question.title = string_or(object, "title", "");
      question.title_en = string_or(object, "x-title-en", "");
      if (!question.title.empty() && !question.name.empty()) by_title[question.title].push_back(&question);
    }
    if (object.contains("maxLength")) question.limits_length = true;
    for (const auto& member : object_or_empty(object, "properties"))
      walk(member.value(), child(question, member.key()), true, depth + 1);
    if (const Json* items = object.if_contains("items")) walk(*items, *made(question.item), true, depth + 1);
    if (const Json* other = object.if_contains("additionalProperties"); other && other->is_object())
      walk(*other, *made(question.other), true, depth + 1);
    for (const char* keyword : {"if", "then", "else", "not"})
      if (const Json* condition = object.if_contains(keyword)) walk(*condition, question, false, depth + 1);
    for (const char* keyword : {"allOf", "anyOf", "oneOf"})
      for (const Json& condition : array_or_empty(object, keyword))
        walk(condition, question, false, depth + 1);
    options(array_or_empty(object, "oneOf"), question);
    options(array_or_empty(object, "anyOf"), question);
  }
};

}  // namespace

std::unique_ptr<Question> outline(const Json& schema, std::vector<Problem>& problems) {
  auto root = std::make_unique<Question>();
  Outline outline{problems};
  outline.walk(schema, *root, true, 1);
  for (auto& [title, questions] : outline.by_title)
    if (questions.size() > 1)
      for (Question* question : questions) question->shares_title = true;
  return root;
}

}  // namespace kyodo::sheet
