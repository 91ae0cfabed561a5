// From JSON Schema to conditions; finds every mistake of the sheet.
#include <fmt/format.h>

#include <algorithm>

#include "sheet/sheet.h"
#include "sheet/value.h"

namespace kyodo::sheet {
namespace {

constexpr std::pair<std::string_view, unsigned> kTypes[] = {
    {"null", kNull},     {"boolean", kBoolean}, {"integer", kInteger}, {"number", kNumber},
    {"string", kString}, {"array", kArray},     {"object", kObject}};

// Keywords that restrict nothing.
constexpr std::string_view kRemarks[] = {"title", "description", "default"};
constexpr std::string_view kDraft7 = "http://json-schema.org/draft-07/schema";

class Compiler {
 public:
  explicit Compiler(std::vector<Problem>& problems) : problems_(problems) {}

  Node::Ptr root(const Json& schema, const Question& question) {
    if (!schema.is_object()) {
      mistake("", "type", "シートは JSON オブジェクトで書いてください。", "A sheet is a JSON object.");
      return nullptr;
    }
    if (string_or(schema.get_object(), "type", "") != "object")
      mistake("/type", "type", "シート全体の type は \"object\" にしてください。",
              "The type of the whole sheet must be \"object\".");
    if (question.title.empty()) no_title("");
    return node(schema, question, "", true);
  }

 private:
  void mistake(const std::string& at, const std::string& keyword, std::string ja, std::string en) {
    if (problems_.size() < kMaxProblems) problems_.push_back({at, keyword, {std::move(ja), std::move(en)}});
  }
  void no_title(const std::string& at) {
    mistake(at, "title", "title がありません。質問の見出しを日本語で書いてください。",
            "There is no title. Write the question's heading in Japanese.");
  }
  void wrong(const std::string& at, std::string_view keyword, std::string_view ja, std::string_view en) {
    mistake(at, std::string(keyword), fmt::format("{} には{}を書いてください。", keyword, ja),
            fmt::format("{} must be {}.", keyword, en));
  }

  // own: see outline.
  Node::Ptr node(const Json& schema, const Question& question, const std::string& at, bool own) {
    auto made = std::make_unique<Node>();
    made->question = &question;
    if (schema.is_bool()) {
      made->forbidden = !schema.get_bool();
      if (made->forbidden) made->conditions.insert("false");
    } else if (schema.is_object()) {
      for (const auto& member : schema.get_object())
        keyword(*made, member.key(), member.value(), at + pointer_part(member.key()));
      contradictions(*made, schema.get_object(), at, own);
    } else {
      mistake(at, "type", "ここには条件(オブジェクト)を書いてください。",
              "A schema (an object) must stand here.");
    }
    return made;
  }

  void keyword(Node& node, std::string_view name, const Json& value, const std::string& at) {
    const bool remark = std::find(std::begin(kRemarks), std::end(kRemarks), name) != std::end(kRemarks);
    if (!remark && !name.starts_with("x-")) node.conditions.emplace(name);
    if (name == "title" || name == "description" || name == "x-title-en" || name == "x-hint" ||
        name == "x-hint-en") {
      if (!value.is_string()) return wrong(at, name, "文字列", "a string");
      const std::string text(view(value.get_string()));
      if (name == "title") node.title = text;
      if (name == "title" && text.empty()) no_title(at);
      if (name == "x-hint") node.hint.ja = text;
      if (name == "x-hint-en") node.hint.en = text;
    } else if (name == "type") {
      type(node, value, at);
    } else if (name == "minLength" || name == "maxLength" || name == "minItems" || name == "maxItems") {
      std::optional<std::size_t>& size = name == "minLength"   ? node.min_length
                                         : name == "maxLength" ? node.max_length
                                         : name == "minItems"  ? node.min_items
                                                               : node.max_items;
      if (!value.is_int64() || value.get_int64() < 0)
        return wrong(at, name, "0 以上の整数", "a whole number from 0");
      size = static_cast<std::size_t>(value.get_int64());
    } else if (name == "minimum" || name == "maximum") {
      if (!value.is_number()) return wrong(at, name, "数", "a number");
      (name == "minimum" ? node.minimum : node.maximum) = Bound{as_number(value), canonical(value)};
    } else if (name == "uniqueItems") {
      if (!value.is_bool()) return wrong(at, name, "true か false ", "true or false");
      node.unique_items = value.get_bool();
    } else if (name == "enum") {
      choices(node, value, at);
    } else if (name == "const") {
      node.choices = {{canonical(value), shown(value, node.question)}};
    } else if (name == "pattern") {
      pattern(node, value, at);
    } else if (name == "format") {
      if (!value.is_string() || value.get_string() != "date")
        return wrong(at, name, " \"date\" ", "\"date\"");
      node.date = true;
    } else if (name == "properties") {
      properties(node, value, at);
    } else if (name == "required") {
      required(node, value, at);
    } else if (name == "additionalProperties") {
      static const Question kNone;
      node.additional = this->node(value, node.question->other ? *node.question->other : kNone, at, true);
    } else if (name == "items") {
      if (value.is_array())
        return mistake(at, "items", "items には一つの条件だけを書いてください(順番ごとの条件は使えません)。",
                       "items takes one schema; a schema for each position is not supported.");
      node.items = this->node(value, *node.question->item, at, true);
    } else if (name == "if" || name == "then" || name == "else" || name == "not") {
      Node::Ptr& part = name == "if"     ? node.if_schema
                        : name == "then" ? node.then_schema
                        : name == "else" ? node.else_schema
                                         : node.not_schema;
      part = this->node(value, *node.question, at, false);
    } else if (name == "allOf" || name == "anyOf" || name == "oneOf") {
      branches(name == "allOf"   ? node.all_of
               : name == "anyOf" ? node.any_of
                                 : node.one_of,
               *node.question, name, value, at);
    } else if (name == "$schema") {
      node.conditions.erase("$schema");
      if (!value.is_string() || !view(value.get_string()).starts_with(kDraft7))
        wrong(at, name, "「http://json-schema.org/draft-07/schema#」",
              "\"http://json-schema.org/draft-07/schema#\"");
    } else if (!remark && !name.starts_with("x-")) {
      mistake(at, "unknown",
              fmt::format("{} は使えません。つづりを確かめるか、消してください。", shorten(name, 40)),
              fmt::format("{} cannot be used. Check the spelling or remove it.", shorten(name, 40)));
    }
  }

  void type(Node& node, const Json& value, const std::string& at) {
    const auto add = [&](const Json& one) {
      for (const auto& [name, bit] : kTypes)
        if (one.is_string() && view(one.get_string()) == name) return node.kinds |= bit, true;
      return false;
    };
    bool good = !value.is_array() || !value.get_array().empty();
    if (value.is_array())
      for (const Json& one : value.get_array()) good = add(one) && good;
    else
      good = add(value);
    if (!good)
      wrong(at, "type", " string、integer、number、boolean、array、object、null のいずれか",
            "string, integer, number, boolean, array, object or null");
  }

  void choices(Node& node, const Json& value, const std::string& at) {
    if (!value.is_array() || value.get_array().empty() || value.get_array().size() > kMaxSheetList)
      return wrong(at, "enum", fmt::format(" 1 個から {} 個までの選択肢の配列", kMaxSheetList),
                   fmt::format("an array of 1 to {} choices", kMaxSheetList));
    node.choices.emplace();
    for (const Json& choice : value.get_array())
      node.choices->push_back({canonical(choice), shown(choice, node.question)});
  }

  void pattern(Node& node, const Json& value, const std::string& at) {
    if (value.is_string()) node.pattern = Pattern::compile(view(value.get_string()));
    if (!node.pattern)
      wrong(at, "pattern", fmt::format("正規表現({} バイトまで)", kMaxPatternBytes),
            fmt::format("a regular expression of at most {} bytes", kMaxPatternBytes));
  }

  void properties(Node& node, const Json& value, const std::string& at) {
    if (!value.is_object()) return wrong(at, "properties", "オブジェクト", "an object");
    for (const auto& member : value.get_object()) {
      const std::string name = member.key(), here = at + pointer_part(name);
      const Question* question = node.question->find(name);
      if (name.empty() || name.size() > kMaxFieldName)
        mistake(here, "properties",
                fmt::format("項目名は 1 から {} バイトまでにしてください。", kMaxFieldName),
                fmt::format("A name has 1 to {} bytes.", kMaxFieldName));
      if (question->title.empty()) no_title(here);
      node.properties.emplace_back(name, this->node(member.value(), *question, here, true));
      node.declared.insert(name);
    }
  }

  void required(Node& node, const Json& value, const std::string& at) {
    const bool list = value.is_array() && value.get_array().size() <= kMaxSheetList;
    if (!list || !std::all_of(value.get_array().begin(), value.get_array().end(),
                              [](const Json& name) { return name.is_string(); }))
      return wrong(at, "required", fmt::format("項目名の配列({} 個まで)", kMaxSheetList),
                   fmt::format("an array of at most {} names", kMaxSheetList));
    for (std::size_t i = 0; i < value.get_array().size(); ++i) {
      const std::string name(view(value.get_array()[i].get_string()));
      if (!node.question->find(name))
        mistake(fmt::format("{}/{}", at, i), "required",
                fmt::format("「{}」という項目が properties にありません。", shorten(name, 40)),
                fmt::format("properties has no \"{}\".", shorten(name, 40)));
      else if (std::find(node.required.begin(), node.required.end(), name) != node.required.end())
        mistake(fmt::format("{}/{}", at, i), "required",
                fmt::format("「{}」が二度書かれています。一つにしてください。", shorten(name, 40)),
                fmt::format("\"{}\" stands twice; keep one.", shorten(name, 40)));
      else
        node.required.push_back(name);
    }
  }

  void branches(std::vector<Node::Ptr>& into, const Question& question, std::string_view keyword,
                const Json& value, const std::string& at) {
    if (!value.is_array() || value.get_array().empty())
      return wrong(at, keyword, "一つ以上の条件の配列", "an array of schemas");
    for (std::size_t i = 0; i < value.get_array().size(); ++i)
      into.push_back(node(value.get_array()[i], question, fmt::format("{}/{}", at, i), false));
  }

  void contradictions(Node& node, const JsonObject& schema, const std::string& at, bool own) {
    const auto reversed = [&](bool wrong_way, const char* low, const char* high) {
      if (wrong_way)
        mistake(at + "/" + high, high, fmt::format("{} が {} より小さくなっています。", high, low),
                fmt::format("{} is less than {}.", high, low));
    };
    reversed(node.min_length && node.max_length && *node.max_length < *node.min_length, "minLength",
             "maxLength");
    reversed(node.min_items && node.max_items && *node.max_items < *node.min_items, "minItems", "maxItems");
    reversed(node.minimum && node.maximum && node.maximum->value < node.minimum->value, "minimum", "maximum");
    if (schema.contains("enum") && schema.contains("const"))
      mistake(at + "/const", "const", "enum と const は一緒に使えません。",
              "enum and const cannot be used together.");
    for (const char* part : {"then", "else"})
      if (schema.contains(part) && !schema.contains("if"))
        mistake(at + "/" + part, part, fmt::format("{} には if が必要です。", part),
                fmt::format("{} needs an if.", part));
    if (node.if_schema) {
      node.gate.insert(node.if_schema->required.begin(), node.if_schema->required.end());
      node.gate.insert(node.if_schema->declared.begin(), node.if_schema->declared.end());
    }
    // A question that only a condition declares could never be answered here.
    if (own && node.additional && node.additional->forbidden)
      for (const auto& child : node.question->children)
        if (!node.declared.contains(child->name))
          mistake(at + "/additionalProperties", "additionalProperties",
                  fmt::format("「{}」が properties にないため回答できません。properties に加えてください。",
                              child->name),
                  fmt::format("\"{}\" is not in properties and could never be answered; add it there.",
                              child->name));
  }

  std::vector<Problem>& problems_;
};

}  // namespace

Compiled compile_schema(const Json& schema, std::vector<Problem>& problems) {
  Compiled compiled{outline(schema, problems), nullptr};
  if (problems.empty()) compiled.root = Compiler(problems).root(schema, *compiled.questions);
  return compiled;
}

}  // namespace kyodo::sheet
