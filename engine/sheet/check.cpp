// Holds answers against a sheet's conditions and gathers every problem.
#include <algorithm>
#include <utility>

#include "base/local_date.h"
#include "sheet/place.h"
#include "sheet/sheet.h"
#include "sheet/value.h"
#include "sheet/wording.h"

namespace kyodo::sheet {
namespace {

// A problem with its place in the order of the sheet.
struct Found {
  Problem problem;
  std::vector<std::size_t> order;
};
using FoundList = std::vector<Found>;

bool is_choice(const Found& found) {
  return found.problem.keyword == "enum" || found.problem.keyword == "const";
}

constexpr std::size_t kPatternSteps = 100;  // what a search costs of kMaxCheckSteps
constexpr std::size_t kProblemSteps = 20;   // what wording a problem costs
constexpr std::size_t kBytesOfAStep = 64;   // of text looked through

class Checker {
 public:
  Checker(const Question& sheet, bool draft) : sheet_(sheet), draft_(draft) {}

  FoundList run(const Node& root, const Json& answers) {
    check(root, answers);
    if (gave_up_) found_.push_back({{"", "limit", say_too_costly(call(sheet_, {}))}, {}});
    return std::move(found_);
  }

 private:
  void add(const char* keyword, Text text) {
    if (found_.size() >= most_ || !spend(kProblemSteps)) return;
    Found found{{pointer(place_), keyword, std::move(text)}, {}};
    for (const Step& step : place_) found.order.push_back(step.index);
    found_.push_back(std::move(found));
  }
  Text who() const { return call(sheet_, place_); }

  bool spend(std::size_t steps) {
    steps_ += steps;
    if (steps_ > kMaxCheckSteps) gave_up_ = true;
    return !gave_up_;
  }

  template <class Do>
  void at(Step step, Do&& what) {
    place_.push_back(step);
    what();
    place_.pop_back();
  }

  // The problems that one condition alone would give, at most so many.
  FoundList attempt(const Node& node, const Json& value, bool draft, std::size_t most) {
    FoundList outer = std::exchange(found_, {});
    const bool outer_draft = std::exchange(draft_, draft);
    const std::size_t outer_most = std::exchange(most_, std::min(most, most_));
    check(node, value);
    draft_ = outer_draft;
    most_ = outer_most;
    return std::exchange(found_, std::move(outer));
  }
  // As submitted, whatever a draft may still lack.
  bool holds(const Node& node, const Json& value) { return attempt(node, value, false, 1).empty(); }

  void check(const Node& node, const Json& value) {
    if (gave_up_ || found_.size() >= most_ || !spend(1)) return;
    if (node.forbidden) return add("forbidden", say_forbidden(who()));
    if (node.kinds && !(node.kinds & kinds_of(value))) return add("type", say_kind(who(), node.kinds));
    if (node.choices && !chosen(*node.choices, value))
      return add(node.conditions.contains("const") ? "const" : "enum", say_choices(who(), *node.choices));
    if (value.is_string()) check_text(node, view(value.get_string()));
    if (value.is_number()) check_number(node, value);
    if (value.is_array()) check_list(node, value.get_array());
    if (value.is_object()) check_object(node, value.get_object());
    check_conditions(node, value);
  }

  bool chosen(const std::vector<Choice>& choices, const Json& value) {
    const std::string text = canonical(value);
    spend(text.size() / kBytesOfAStep);
    return std::any_of(choices.begin(), choices.end(), [&](const Choice& c) { return c.canonical == text; });
  }

  void check_text(const Node& node, std::string_view text) {
    if (!spend(text.size() / kBytesOfAStep)) return;
    const std::size_t length = count_characters(text);
    const bool limited = node.max_length || (node.question && node.question->limits_length);
    const std::size_t most = node.max_length.value_or(limited ? length : kMaxAnswerText);
    if (length > most) return add("maxLength", say_too_long(who(), most, length));
    if (node.min_length && length < *node.min_length) {
      if (!draft_) add("minLength", say_too_short(who(), *node.min_length, length));
      return;
    }
    if (node.date && !parse_date(text)) add("format", say_date(who()));
    if (node.pattern) check_pattern(node, text);
  }

  void check_pattern(const Node& node, std::string_view text) {
    if (!spend(kPatternSteps)) return;
    switch (node.pattern->search(text, pattern_budget_)) {
      case Pattern::Match::found:
        return;
      case Pattern::Match::absent:
        return add("pattern", say_pattern(who(), node.hint));
      case Pattern::Match::gave_up:
        return add("pattern", say_too_costly(who()));
    }
  }

  void check_number(const Node& node, const Json& value) {
    const long double number = as_number(value);
    if (node.minimum && number < node.minimum->value) add("minimum", say_too_small(who(), *node.minimum));
    if (node.maximum && number > node.maximum->value) add("maximum", say_too_large(who(), *node.maximum));
  }

  void check_list(const Node& node, const JsonArray& list) {
    if (node.max_items && list.size() > *node.max_items)
      return add("maxItems", say_too_many(who(), *node.max_items, list.size()));
    if (!draft_ && node.min_items && list.size() < *node.min_items)
      add("minItems", say_too_few(who(), *node.min_items, list.size()));
    if (node.unique_items) check_unique(list);
    if (!node.items) return;
    for (std::size_t i = 0; i < list.size() && !gave_up_; ++i)
      at(item_step(node.question, i), [&] { check(*node.items, list[i]); });
  }

  void check_unique(const JsonArray& list) {
    std::map<std::string, std::size_t> seen;
    for (std::size_t i = 0; i < list.size(); ++i) {
      std::string text = canonical(list[i]);
      if (!spend(1 + text.size() / kBytesOfAStep)) return;
      const auto [first, fresh] = seen.emplace(std::move(text), i);
      if (!fresh) add("uniqueItems", say_repeated(who(), first->second, i));
    }
  }

  void check_object(const Node& node, const JsonObject& object) {
    if (!draft_)
      for (const std::string& name : node.required)
        if (!object.contains(name)) missing(node, name);
    for (const auto& [name, schema] : node.properties)
      if (const Json* value = object.if_contains(name))
        at(member_step(node.question, name), [&, &kept = schema] { check(*kept, *value); });
    if (!node.additional) return;
    for (const auto& member : object) {
      if (gave_up_ || node.declared.contains(view_of(member.key()))) continue;
      at(member_step(node.question, view_of(member.key())), [&] {
        if (node.additional->forbidden)
          add("additionalProperties", say_not_in_sheet(who()));
        else
          check(*node.additional, member.value());
      });
    }
  }

  // A missing group of questions is said together with the questions in it that are required.
  void missing(const Node& node, const std::string& name) {
    static const Json kEmptyGroup = JsonObject{};
    at(member_step(node.question, name), [&] {
      add("required", say_required(who()));
      for (const auto& [property, schema] : node.properties)
        if (property == name && schema->kinds == kObject) check(*schema, kEmptyGroup);
    });
  }

  void check_conditions(const Node& node, const Json& value) {
    if (node.if_schema && !undecided(node, value)) {
      const bool met = holds(*node.if_schema, value);
      const Node* branch = met ? node.then_schema.get() : node.else_schema.get();
      if (branch) check(*branch, value);
    }
    for (const Node::Ptr& part : node.all_of) check(*part, value);
    if (!node.any_of.empty()) check_any(node, value);
    if (!node.one_of.empty()) check_one(node, value);
    if (node.not_schema) check_not(*node.not_schema, value, node.hint);
  }

  // A member that the `if` looks at is itself missing or wrong and reported: what follows from it is not yet
  // known.
  bool undecided(const Node& node, const Json& value) {
    if (!value.is_object()) return false;
    return std::any_of(node.gate.begin(), node.gate.end(), [&](const std::string& name) {
      if (!value.get_object().contains(name))
        return std::find(node.required.begin(), node.required.end(), name) != node.required.end();
      const std::string field = pointer(place_) + pointer_part(name);
      return std::any_of(found_.begin(), found_.end(),
                         [&](const Found& f) { return f.problem.field == field; });
    });
  }

  void check_any(const Node& node, const Json& value) {
    std::vector<FoundList> tries;
    for (const Node::Ptr& branch : node.any_of) {
      tries.push_back(attempt(*branch, value, draft_, kMaxTriedProblems));
      if (gave_up_ || tries.back().empty()) return;
    }
    none_fits("anyOf", node.any_of, tries, node.hint);
  }

  void check_one(const Node& node, const Json& value) {
    std::vector<FoundList> tries;
    bool fits = false;
    std::vector<const Node*> exact;
    for (const Node::Ptr& branch : node.one_of) {
      tries.push_back(attempt(*branch, value, draft_, kMaxTriedProblems));
      if (gave_up_) return;
      fits = fits || tries.back().empty();
      // In a draft an alternative fits as soon as it may still be completed; only whole ones exclude each
      // other.
      if (tries.back().empty() && (!draft_ || holds(*branch, value))) exact.push_back(branch.get());
    }
    if (!fits) return none_fits("oneOf", node.one_of, tries, node.hint);
    if (exact.size() < 2) return;
    std::vector<Text> names;
    for (const Node* branch : exact)
      for (const std::string& name : branch->required) names.push_back(call_member(node.question, name));
    const bool by_presence =
        std::all_of(exact.begin(), exact.end(), [](const Node* n) { return !n->required.empty(); });
    add("oneOf",
        by_presence && node.hint.ja.empty() ? say_only_one_of(names) : say_several_fit(who(), node.hint));
  }

  Text call_member(const Question* parent, const std::string& name) {
    Text text;
    at(member_step(parent, name), [&] { text = who(); });
    return text;
  }

  void none_fits(const char* keyword, const std::vector<Node::Ptr>& branches, std::vector<FoundList>& tries,
                 const Text& hint) {
    const auto every = [&](auto&& good) {
      return std::all_of(tries.begin(), tries.end(),
                         [&](const FoundList& list) { return std::all_of(list.begin(), list.end(), good); });
    };
    const std::string here = pointer(place_);
    if (every([&](const Found& f) { return is_choice(f) && f.problem.field == here; })) {
      std::vector<Choice> choices;
      for (const Node::Ptr& branch : branches)
        if (branch->choices) choices.insert(choices.end(), branch->choices->begin(), branch->choices->end());
      if (!choices.empty()) return add("enum", say_choices(who(), choices));
    }
    if (every([&](const Found& f) { return f.problem.keyword == "required"; })) {
      std::vector<std::vector<Text>> groups;
      for (const Node::Ptr& branch : branches) {
        groups.emplace_back();
        for (const std::string& name : branch->required)
          groups.back().push_back(call_member(branch->question, name));
      }
      if (std::none_of(groups.begin(), groups.end(), [](const auto& g) { return g.empty(); }))
        return add(keyword, say_fill_one_of(groups));
    }
    if (FoundList* meant = the_one_meant(tries))
      return found_.insert(found_.end(), std::make_move_iterator(meant->begin()),
                           std::make_move_iterator(meant->end())),
             void();
    std::vector<Text> alternatives;
    for (std::size_t i = 0; i < std::min(branches.size(), kShownAlternatives); ++i) {
      const std::string& title = branches[i]->title;
      alternatives.push_back(title.empty() ? tries[i].front().problem.text : Text{title, title});
    }
    add(keyword, say_none_fits(who(), alternatives, hint));
  }

  // The only alternative whose kind and fixed values agree with the answer, if there is just one.
  static FoundList* the_one_meant(std::vector<FoundList>& tries) {
    FoundList* meant = nullptr;
    for (FoundList& list : tries) {
      const bool other = std::any_of(list.begin(), list.end(), [](const Found& f) {
        return f.problem.keyword == "type" || f.problem.keyword == "forbidden" || is_choice(f);
      });
      if (other) continue;
      if (meant) return nullptr;
      meant = &list;
    }
    return meant;
  }

  void check_not(const Node& refused, const Json& value, const Text& hint) {
    if (refused.conditions == std::set<std::string, std::less<>>{"anyOf"}) {
      for (const Node::Ptr& branch : refused.any_of) check_not(*branch, value, hint);
      return;
    }
    if (!holds(refused, value) || gave_up_) return;
    const bool by_presence =
        refused.conditions == std::set<std::string, std::less<>>{"required"} && value.is_object();
    if (!by_presence || !hint.ja.empty()) return add("not", say_refused_combination(who(), hint));
    if (refused.required.size() == 1)
      return at(member_step(refused.question, refused.required[0]),
                [&] { add("forbidden", say_forbidden(who())); });
    std::vector<Text> names;
    for (const std::string& name : refused.required) names.push_back(call_member(refused.question, name));
    add("not", say_not_together(names));
  }

  static std::string_view view_of(boost::json::string_view text) { return {text.data(), text.size()}; }

  static constexpr std::size_t kShownAlternatives = 3;
  static constexpr std::size_t kMaxTriedProblems = 20;  // of one alternative

  const Question& sheet_;
  bool draft_;
  FoundList found_;
  Place place_;
  std::size_t most_ = kMaxProblems;
  std::size_t steps_ = 0;
  int pattern_budget_ = kMaxPatternBudget;
  bool gave_up_ = false;
};

// The first reason why the answers are not even looked at.
struct Size {
  std::size_t bytes = 0;
  std::optional<Problem> problem;

  void add(const Json& value, int depth) {
    if (problem) return;
    bytes += 2;
    if (depth > kMaxJsonDepth)
      problem = {"", "limit", say_too_deep(kMaxJsonDepth)};
    else if (value.is_string())
      bytes += value.get_string().size();
    else if (value.is_array())
      for (const Json& item : value.get_array()) add(item, depth + 1);
    else if (value.is_object())
      for (const auto& member : value.get_object()) {
        bytes += member.key().size();
        if (member.key().size() > kMaxFieldName && !problem)
          problem = {"", "limit", say_name_too_long(kMaxFieldName)};
        add(member.value(), depth + 1);
      }
    if (bytes > kMaxAnswerBytes && !problem) problem = {"", "limit", say_too_large_answers(kMaxAnswerBytes)};
  }
};

}  // namespace

std::vector<Problem> check_answers(const Compiled& sheet, const Json& answers, bool draft) {
  Size size;
  size.add(answers, 1);
  if (size.problem) return {*size.problem};
  FoundList found = Checker(*sheet.questions, draft).run(*sheet.root, answers);
  std::stable_sort(found.begin(), found.end(),
                   [](const Found& a, const Found& b) { return a.order < b.order; });
  std::vector<Problem> problems;
  for (Found& one : found) {
    if (problems.size() == kMaxProblems) break;
    // Two conditions may ask the same of one field; problems of one field stand together here.
    const auto same_field = std::find_if(problems.rbegin(), problems.rend(),
                                         [&](const Problem& p) { return p.field != one.problem.field; });
    if (std::find(same_field.base(), problems.end(), one.problem) == problems.end())
      problems.push_back(std::move(one.problem));
  }
  return problems;
}

}  // namespace kyodo::sheet
