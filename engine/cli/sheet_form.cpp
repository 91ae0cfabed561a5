#include "cli/sheet_form.h"

#include <fmt/format.h>

#include <functional>
#include <set>

#include "runtime/views.h"

namespace kyodo::cli {
namespace {

// Sheets are checked when their package is installed (nesting of JSON is bounded by parse_json), so walking
// them needs no limit of its own.

// Questions may stand under properties of the schema itself and of its conditions; each is visited once.
using VisitQuestion = std::function<void(std::string_view name, const JsonObject& question)>;
void each_question(const JsonObject& schema, std::set<std::string, std::less<>>& seen,
                   const VisitQuestion& visit) {
  for (const auto& member : object_or_empty(schema, "properties")) {
    const JsonObject* question = member.value().if_object();
    const bool own = question && (question->contains("title") || question->contains("type"));
    if (own && seen.insert(std::string(member.key())).second) visit(member.key(), *question);
  }
  for (const char* branch : {"then", "else"})
    if (const Json* inner = schema.if_contains(branch); inner && inner->is_object())
      each_question(inner->get_object(), seen, visit);
  for (const char* branches : {"allOf", "anyOf", "oneOf"})
    for (const Json& inner : array_or_empty(schema, branches))
      if (inner.is_object()) each_question(inner.get_object(), seen, visit);
}

void each_question(const JsonObject& schema, const VisitQuestion& visit) {
  std::set<std::string, std::less<>> seen;
  each_question(schema, seen, visit);
}

bool requires_member(const JsonObject& schema, std::string_view name) {
  for (const Json& one : array_or_empty(schema, "required"))
    if (one.is_string() && std::string_view(one.get_string()) == name) return true;
  return false;
}

std::string title_of(const JsonObject& schema, std::string_view name, Lang lang) {
  const std::string ja(string_or(schema, "title", "")), en(string_or(schema, "x-title-en", ""));
  if (lang == Lang::en && !en.empty()) return en;
  return ja.empty() ? std::string(name) : ja;
}

std::string choices_of(const JsonObject& schema) {
  std::string text;
  for (const Json& one : array_or_empty(schema, "enum"))
    text += (text.empty() ? "" : " / ") + (one.is_string() ? std::string(one.get_string()) : to_text(one));
  for (const Json& one : array_or_empty(schema, "oneOf"))
    if (one.is_object() && one.get_object().contains("const"))
      text += (text.empty() ? "" : " / ") + to_text(one.get_object().at("const")) + " " +
              std::string(string_or(one.get_object(), "title", ""));
  return text;
}

std::string kind_of(const JsonObject& schema, Lang lang) {
  const bool ja = lang == Lang::ja;
  if (std::string choices = choices_of(schema); !choices.empty()) return choices;
  const auto type = string_or(schema, "type", "");
  std::string range;
  const Json *least = schema.if_contains("minimum"), *most = schema.if_contains("maximum");
  if (least && most) range = fmt::format(" {}–{}", to_text(*least), to_text(*most));
  if (type == "boolean") return ja ? "true = はい / false = いいえ" : "true / false";
  if (type == "integer") return (ja ? "整数" : "whole number") + range;
  if (type == "number") return (ja ? "数" : "number") + range;
  if (type == "string" && string_or(schema, "format", "") == "date")
    return ja ? "日付 2018-06-01" : "date 2018-06-01";
  if (type == "string") {
    const std::int64_t length = int_or(schema, "maxLength", 0);
    return length > 0
               ? fmt::format("{}{}{}", ja ? "文章 " : "text, up to ", length, ja ? " 字まで" : " characters")
               : (ja ? "文章" : "text");
  }
  if (type == "array") return ja ? "一覧" : "list";
  return "";
}

class Form {
 public:
  explicit Form(Lang lang) : lang_(lang) {}

  void object(const JsonObject& schema, const Json* answers, int depth) {
    each_question(schema, [&](std::string_view name, const JsonObject& question) {
      const Json* answer =
          answers && answers->is_object() ? answers->get_object().if_contains(name) : nullptr;
      this->question(name, question, answer, requires_member(schema, name), depth);
    });
  }
  std::string take() { return std::move(text_); }

 private:
  void question(std::string_view name, const JsonObject& schema, const Json* answer, bool required,
                int depth) {
    const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
    const std::string number(string_or(schema, "x-number", ""));
    text_ += fmt::format("{}■ {}{}{}  [{}]\n", indent, number.empty() ? "" : number + " ",
                         title_of(schema, name, lang_),
                         required ? (lang_ == Lang::ja ? "(必須)" : " (required)") : "", name);
    if (auto help = string_or(schema, "description", ""); !help.empty())
      text_ += fmt::format("{}  {}\n", indent, help);
    const auto type = string_or(schema, "type", "");
    if (type == "object") return object(schema, answer, depth + 1);
    if (std::string kind = kind_of(schema, lang_); !kind.empty())
      text_ += fmt::format("{}  ({})\n", indent, kind);
    if (type == "array" && object_or_empty(schema, "items").contains("properties"))
      return list(schema, answer, depth);
    if (answer && !answer->is_null()) text_ += fmt::format("{}  → {}\n", indent, said(schema, *answer));
  }

  // A choice by its title, yes and no as words.
  std::string said(const JsonObject& schema, const Json& answer) const {
    for (const Json& one : array_or_empty(schema, "oneOf"))
      if (one.is_object() && one.get_object().contains("const") && one.get_object().at("const") == answer)
        return title_of(one.get_object(), runtime::plain_text(answer), lang_);
    if (answer.is_bool() && lang_ == Lang::ja) return answer.get_bool() ? "はい" : "いいえ";
    return runtime::plain_text(answer);
  }

  void list(const JsonObject& schema, const Json* answer, int depth) {
    const JsonObject& items = object_or_empty(schema, "items");
    if (!answer || !answer->is_array() || answer->get_array().empty())
      return object(items, nullptr, depth + 1);
    int number = 0;
    for (const Json& item : answer->get_array()) {
      text_ += fmt::format("{}  {}.\n", std::string(static_cast<std::size_t>(depth) * 2, ' '), ++number);
      object(items, &item, depth + 2);
    }
  }

  Lang lang_;
  std::string text_;
};

Json template_of(const JsonObject& schema) {
  const auto type = string_or(schema, "type", "");
  if (type == "object" || (type.empty() && schema.contains("properties"))) return form_template(schema);
  if (type == "array") return JsonArray{template_of(object_or_empty(schema, "items"))};
  return nullptr;
}

Json pruned(const Json& answers) {
  if (const JsonObject* object = answers.if_object()) {
    JsonObject kept;
    for (const auto& member : *object) {
      Json value = pruned(member.value());
      if (!value.is_null()) kept[member.key()] = std::move(value);
    }
    return kept.empty() && !object->empty() ? Json(nullptr) : Json(std::move(kept));
  }
  if (const JsonArray* array = answers.if_array()) {
    JsonArray kept;
    for (const Json& item : *array)
      if (Json value = pruned(item); !value.is_null()) kept.push_back(std::move(value));
    return kept.empty() && !array->empty() ? Json(nullptr) : Json(std::move(kept));
  }
  return answers;
}

}  // namespace

std::string form_text(const JsonObject& schema, const Json& answers, Lang lang) {
  Form form(lang);
  form.object(schema, &answers, 0);
  return form.take();
}

Json form_template(const JsonObject& schema) {
  JsonObject object;
  each_question(schema, [&](std::string_view name, const JsonObject& question) {
    object[name] = template_of(question);
  });
  return object;
}

Json without_nulls(const Json& answers) {
  Json kept = pruned(answers);
  return kept.is_null() && answers.is_object() ? Json(JsonObject{}) : kept;
}

}  // namespace kyodo::cli
