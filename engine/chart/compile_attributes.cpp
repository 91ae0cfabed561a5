// Names, attributes and places: what may stand where, and its text.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "chart/compiler.h"

namespace kyodo::chart {
namespace {

constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";
constexpr std::string_view kSpace = " \t\r\n";

constexpr std::array<std::string_view, 5> kStates{"scxml", "state", "parallel", "final", "history"};

template <class Names>
bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Among the first so many attributes, which are all that an element may have.
bool comes_before(const std::vector<Attribute>& attributes, const Attribute& attribute) {
  const auto end =
      attributes.begin() + static_cast<std::ptrdiff_t>(std::min(attributes.size(), kMaxAttributes));
  return std::any_of(attributes.begin(), end, [&](const Attribute& other) {
    return &other < &attribute && other.ns == attribute.ns && other.local == attribute.local &&
           !other.unresolved;
  });
}

bool blank(std::string_view text) {
  return text.find_first_not_of(kSpace) == std::string_view::npos;
}

std::string joined(const std::vector<std::string_view>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

Compiler::Compiler(const Source& source, const char* buffer, const ReadSource& read_source)
    : source_(source), buffer_(buffer), read_source_(read_source), chart_(std::make_shared<Chart>()) {
  chart_->file = source.file();
}

Where Compiler::where(const Element& element) const {
  const auto offset = element.node.offset_debug();  // of the name, one after "<"
  return source_.at(offset > 0 ? static_cast<std::size_t>(offset) - 1 : 0);
}
Where Compiler::where(const Attribute& attribute) const {
  const char* name = attribute.prefix.empty() ? attribute.local.data() : attribute.prefix.data();
  return source_.at(static_cast<std::size_t>(name - buffer_));
}
Where Compiler::where_value(const Attribute& attribute) const {
  return source_.at(static_cast<std::size_t>(attribute.value.data() - buffer_));
}
Where Compiler::where_text(pugi::xml_node node) const {
  for (const pugi::xml_node child : node.children())
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata)
      return source_.at(static_cast<std::size_t>(std::max<std::ptrdiff_t>(child.offset_debug(), 0)));
  return source_.at(static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0)));
}

void Compiler::report(Finding finding) {
  constexpr std::size_t kMaxSentence = 1000;  // what is quoted may be as long as the document
  failed_ = failed_ || finding.error;
  for (std::string* text : {&finding.text.ja, &finding.text.en, &finding.advice.ja, &finding.advice.en})
    *text = clipped(*text, kMaxSentence);
  if (findings_.size() < kMaxFindings)
    findings_.push_back(std::move(finding));
  else
    ++unreported_;
}
void Compiler::error(const char* rule, Where at, std::string ja, std::string en, std::string advice_ja,
                     std::string advice_en) {
  report({true,
          rule,
          std::move(at),
          {std::move(ja), std::move(en)},
          {std::move(advice_ja), std::move(advice_en)}});
}
void Compiler::warning(const char* rule, Where at, std::string ja, std::string en, std::string advice_ja,
                       std::string advice_en) {
  report({false,
          rule,
          std::move(at),
          {std::move(ja), std::move(en)},
          {std::move(advice_ja), std::move(advice_en)}});
}

// Whether the child is to be compiled where it stands; says why not. An empty parent means the document.
bool Compiler::admit(const Element& element, std::string_view parent) {
  const std::string_view full = element.node.name();
  if (element.unresolved) {
    error("not-well-formed", where(element),
          fmt::format("接頭辞「{}」が宣言されていません。", element.prefix),
          fmt::format("The prefix \"{}\" is not declared.", element.prefix),
          fmt::format("xmlns:{}=\"…\" を書いてください。", element.prefix),
          fmt::format("Write xmlns:{}=\"…\".", element.prefix));
    return false;
  }
  if (element.ns != kScxmlNamespace) {
    if (parent.empty()) {
      error("wrong-namespace", where(element),
            fmt::format("一番外の要素 <{}> の名前空間が SCXML ではありません。", full),
            fmt::format("The root element <{}> is not in the namespace of SCXML.", full),
            fmt::format("<scxml xmlns=\"{}\" version=\"1.0\"> と書いてください。", kScxmlNamespace),
            fmt::format("Write <scxml xmlns=\"{}\" version=\"1.0\">.", kScxmlNamespace));
    } else {
      warning("foreign-element", where(element),
              fmt::format("SCXML のものでない要素 <{}> は無視します。", full),
              fmt::format("The element <{}> does not belong to SCXML and is ignored.", full),
              "不要なら取り除いてください。", "Remove it if it is not needed.");
    }
    return false;
  }
  const ElementRule* rule = rule_of(element.local);
  if (!rule) {
    error("unknown-element", where(element), fmt::format("SCXML に <{}> という要素はありません。", full),
          fmt::format("SCXML has no element <{}>.", full), "つづりを確かめてください。",
          "Check the spelling.");
    return false;
  }
  if (parent == "scxml" && element.local == "transition") {
    warning("illegal-nesting", where(element), "<scxml> の <transition> は SCXML になく、無視します。",
            "SCXML has no <transition> of <scxml>; it is ignored.", "状態の中へ移してください。",
            "Move it into a state.");
    return false;
  }
  const ElementRule* outer = rule_of(parent);
  if (parent.empty() ? element.local != "scxml" : !outer || !contains(outer->children, element.local)) {
    const std::string allowed = outer ? joined(outer->children) : "scxml";
    error("illegal-nesting", where(element),
          parent.empty() ? fmt::format("一番外の要素が <{}> です。", full)
                         : fmt::format("<{}> は <{}> の中に置けません。", full, parent),
          parent.empty() ? fmt::format("The root element is <{}>.", full)
                         : fmt::format("<{}> cannot stand inside <{}>.", full, parent),
          allowed.empty() ? "この要素には子要素を置けません。"
                          : fmt::format("ここに置けるのは {} です。", allowed),
          allowed.empty() ? "This element has no children." : fmt::format("Allowed here: {}.", allowed));
    return false;
  }
  if (in_finalize_ && (element.local == "send" || element.local == "raise")) {
    error("illegal-nesting", where(element), fmt::format("<finalize> の中では <{}> を使えません。", full),
          fmt::format("<{}> cannot be used inside <finalize>.", full), "<transition> の中へ移してください。",
          "Move it into a <transition>.");
    return false;
  }
  check_attributes(element, *rule);
  return true;
}

void Compiler::check_attributes(const Element& element, const ElementRule& rule) {
  std::size_t count = element.scope.declared.size() + element.attributes.size();
  if (count > kMaxAttributes)
    error("too-many-attributes", where(element),
          fmt::format("<{}> の属性が多すぎます(上限 {})。", element.node.name(), kMaxAttributes),
          fmt::format("<{}> has too many attributes (at most {}).", element.node.name(), kMaxAttributes),
          "属性を減らしてください。", "Use fewer attributes.");
  const bool is_state = contains(kStates, element.local);
  for (const Attribute& attribute : element.attributes) {
    const std::string full = attribute.prefix.empty()
                                 ? std::string(attribute.local)
                                 : fmt::format("{}:{}", attribute.prefix, attribute.local);
    if (attribute.unresolved) {
      error("not-well-formed", where(attribute),
            fmt::format("接頭辞「{}」が宣言されていません。", attribute.prefix),
            fmt::format("The prefix \"{}\" is not declared.", attribute.prefix),
            attribute.prefix == "ky" ? fmt::format("xmlns:ky=\"{}\" を書いてください。", kKyodoNamespace)
                                     : fmt::format("xmlns:{}=\"…\" を書いてください。", attribute.prefix),
            attribute.prefix == "ky" ? fmt::format("Write xmlns:ky=\"{}\".", kKyodoNamespace)
                                     : fmt::format("Write xmlns:{}=\"…\".", attribute.prefix));
    } else if (comes_before(element.attributes, attribute)) {
      error("not-well-formed", where(attribute), fmt::format("属性 {} が二度書かれています。", full),
            fmt::format("The attribute {} is given twice.", full), "一つにしてください。",
            "Keep one of them.");
    } else if (attribute.ns == kKyodoNamespace) {
      if (element.local == "invoke" ||
          (is_state && (attribute.local == "title" || attribute.local == "title-en")))
        continue;
      warning("misplaced-extension", where(attribute),
              fmt::format("<{}> の {} は意味を持ちません。", element.node.name(), full),
              fmt::format("{} on <{}> has no meaning.", full, element.node.name()),
              "<invoke> に書くか、状態の title と title-en だけを使ってください。",
              "Write it on an <invoke>; on states only title and title-en are known.");
    } else if (!attribute.ns.empty()) {
      if (attribute.ns == kXmlNamespace) continue;
      warning("foreign-attribute", where(attribute),
              fmt::format("SCXML のものでない属性 {} は無視します。", full),
              fmt::format("The attribute {} does not belong to SCXML and is ignored.", full),
              "不要なら取り除いてください。", "Remove it if it is not needed.");
    } else if (!contains(rule.required, attribute.local) && !contains(rule.optional, attribute.local)) {
      std::vector<std::string_view> known = rule.required;
      known.insert(known.end(), rule.optional.begin(), rule.optional.end());
      error(
          "unknown-attribute", where(attribute),
          fmt::format("<{}> に {} という属性はありません。", element.node.name(), full),
          fmt::format("<{}> has no attribute {}.", element.node.name(), full),
          known.empty() ? "この要素に属性はありません。" : fmt::format("使えるのは {} です。", joined(known)),
          known.empty() ? "This element has no attributes." : fmt::format("Known: {}.", joined(known)));
    }
  }
  for (const std::string_view name : rule.required)
    if (!element.find(name))
      error("missing-attribute", where(element),
            fmt::format("<{}> に属性 {} がありません。", element.node.name(), name),
            fmt::format("<{}> lacks the attribute {}.", element.node.name(), name),
            fmt::format("{}=\"…\" を書いてください。", name), fmt::format("Write {}=\"…\".", name));
}

std::string Compiler::attribute(const Element& element, std::string_view name) {
  const Attribute* found = element.find(name);
  return found ? std::string(found->value) : std::string();
}

// An attribute that has to say something once it is written: an empty one would silently mean "absent". Only
// for a condition and for <log> is that harmless enough to go on.
Expression Compiler::expression(const Element& element, std::string_view name) {
  const Attribute* found = element.find(name);
  if (!found) return {};
  if (!blank(found->value)) return {std::string(found->value), where_value(*found), ++expressions_};
  report({!(name == "cond" && element.local == "transition") && element.local != "log",
          "empty-attribute",
          where(*found),
          {fmt::format("属性 {} が空です。", name), fmt::format("The attribute {} is empty.", name)},
          {"式を書くか、属性を取り除いてください。", "Write an expression or remove the attribute."}});
  return {};
}

Value Compiler::value(const Element& element, std::string_view name, std::string_view expr_name) {
  exclusive(element, name, expr_name);
  const Attribute* literal = element.find(name);
  if (literal && blank(literal->value))
    error("empty-attribute", where(*literal), fmt::format("属性 {} が空です。", name),
          fmt::format("The attribute {} is empty.", name), "値を書くか、属性を取り除いてください。",
          "Write a value or remove the attribute.");
  return {literal ? std::string(literal->value) : std::string(), expression(element, expr_name)};
}

std::vector<std::string> Compiler::words(const Element& element, std::string_view name) {
  std::vector<std::string> found;
  const Attribute* attribute = element.find(name);
  std::string_view rest = attribute ? attribute->value : std::string_view();
  while (!blank(rest)) {
    rest.remove_prefix(rest.find_first_not_of(kSpace));
    const std::size_t end = std::min(rest.find_first_of(kSpace), rest.size());
    found.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  return found;
}

Reference Compiler::reference(const Element& element, std::string_view name) {
  const Attribute* attribute = element.find(name);
  if (!attribute) return {{}, where(element)};
  Reference found{words(element, name), where_value(*attribute)};
  if (found.names.empty())
    error("empty-attribute", where(*attribute), fmt::format("属性 {} が空です。", name),
          fmt::format("The attribute {} is empty.", name), "状態の id を書くか、属性を取り除いてください。",
          "Write the id of a state or remove the attribute.");
  return found;
}

void Compiler::exclusive(const Element& element, std::string_view one, std::string_view other) {
  const Attribute* second = element.find(other);
  if (!second || !element.find(one)) return;
  error("conflicting-attributes", where(*second),
        fmt::format("属性 {} と {} は一緒に使えません。", one, other),
        fmt::format("The attributes {} and {} exclude each other.", one, other),
        "どちらか一つにしてください。", "Keep one of them.");
}

}  // namespace kyodo::chart
