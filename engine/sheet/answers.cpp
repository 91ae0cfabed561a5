// What changed between two sets of answers, and answers as lines of text.
#include <algorithm>

#include "sheet/place.h"
#include "sheet/sheet.h"
#include "sheet/value.h"

namespace kyodo::sheet {
namespace {

std::string_view view_of(boost::json::string_view text) {
  return {text.data(), text.size()};
}

const Json* member(const Json* value, std::string_view name) {
  return value && value->is_object() ? value->get_object().if_contains(name) : nullptr;
}
const Json* item(const Json* value, std::size_t index) {
  return value && value->is_array() && index < value->get_array().size() ? &value->get_array()[index]
                                                                         : nullptr;
}

bool absent(const Json* value) {
  return !value || value->is_null();
}
bool group_or_absent(const Json* value) {
  return absent(value) || value->is_object();
}
bool list_or_absent(const Json* value) {
  return absent(value) || value->is_array();
}

bool is_group(const Question* question) {
  return question && !question->children.empty();
}
bool is_list_of_groups(const Question* question) {
  return question && is_group(question->item.get());
}

// Visits what two sets of answers hold, question by question: each(place, before, after) for every answer
// that is not a group of questions. Either may be null.
template <class Each>
class Walk {
 public:
  explicit Walk(Each each) : each_(std::move(each)) {}

  void visit(const Question* question, const Json* a, const Json* b) {
    if (absent(a) && absent(b)) return;
    if ((is_group(question) || place_.empty()) && group_or_absent(a) && group_or_absent(b)) {
      for (const auto& child : question->children) visit_member(question, child->name, a, b);
      for (const Json* object : {a, b}) {
        if (absent(object)) continue;
        for (const auto& one : object->get_object()) {
          const std::string_view name = view_of(one.key());
          if (!question->find(name) && (object == a || !member(a, name))) visit_member(question, name, a, b);
        }
      }
    } else if (is_list_of_groups(question) && list_or_absent(a) && list_or_absent(b)) {
      const std::size_t count =
          std::max(absent(a) ? 0 : a->get_array().size(), absent(b) ? 0 : b->get_array().size());
      for (std::size_t i = 0; i < count; ++i) {
        place_.push_back(item_step(question, i));
        visit(question->item.get(), item(a, i), item(b, i));
        place_.pop_back();
      }
    } else {
      each_(place_, a, b);
    }
  }

 private:
  void visit_member(const Question* question, std::string_view name, const Json* a, const Json* b) {
    place_.push_back(member_step(question, name));
    visit(place_.back().question, member(a, name), member(b, name));
    place_.pop_back();
  }

  Each each_;
  Place place_;
};

Json value_of(const Json* value) {
  return value ? *value : Json(nullptr);
}

std::string text_of(const Json& value, const Question* question) {
  if (!value.is_array()) return value.is_null() ? "" : shown(value, question);
  std::string text;
  for (const Json& one : value.get_array())
    text += (text.empty() ? "" : "、") + shown(one, question ? question->item.get() : nullptr);
  return text;
}

}  // namespace

std::vector<Change> differences(const Sheet& sheet, const Json& before, const Json& after) {
  std::vector<Change> changes;
  Walk([&](const Place& place, const Json* a, const Json* b) {
    if (canonical(value_of(a)) == canonical(value_of(b))) return;
    changes.push_back({pointer(place), heading(place), value_of(a), value_of(b)});
  }).visit(&sheet.questions(), &before, &after);
  return changes;
}

std::vector<Line> readable(const Sheet& sheet, const Json& answers) {
  std::vector<Line> lines;
  Walk([&](const Place& place, const Json* answer, const Json*) {
    std::string text = text_of(*answer, place.empty() ? nullptr : place.back().question);
    if (!text.empty()) lines.push_back({pointer(place), heading(place), std::move(text)});
  }).visit(&sheet.questions(), &answers, nullptr);
  return lines;
}

}  // namespace kyodo::sheet
