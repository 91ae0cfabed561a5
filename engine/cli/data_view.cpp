#include "cli/data_view.h"

#include <algorithm>

#include "report/table.h"
#include "runtime/views.h"

namespace kyodo::cli {
namespace {

constexpr int kLabelCells = 14;  // as Output::field

class View {
 public:
  View(Context& context, const stage::StageInfo* stage) : context_(context), stage_(stage) {}

  void object(const JsonObject& data, std::size_t depth) {
    for (const auto& member : data)
      if (const Json* value = in_language(data, member.key()))
        this->member(word(member.key()), *value, depth);
  }
  std::string take() { return std::move(text_); }

 private:
  // "x_en" stands for "x" to readers of English, and is never a line of its own; nor is an id beside its
  // name.
  const Json* in_language(const JsonObject& data, std::string_view name) const {
    if (data.contains(std::string(name) + "_name")) return nullptr;
    constexpr std::string_view kEnglish = "_en";
    if (name.ends_with(kEnglish) && data.contains(name.substr(0, name.size() - kEnglish.size())))
      return nullptr;
    if (context_.lang() == Lang::en)
      if (const Json* english = data.if_contains(std::string(name) + std::string(kEnglish))) return english;
    return data.if_contains(name);
  }

  std::string word(std::string_view name) {
    const std::string key(name);
    if (stage_) return context_.text(runtime::data_word(stage_, key));
    if (auto stages = context_.stages()) return context_.text(runtime::attribute_word(**stages, key));
    return key;
  }

  std::string scalar(const Json& value) const {
    if (value.is_bool()) return context_.text(value.get_bool() ? Text{"はい", "yes"} : Text{"いいえ", "no"});
    if (const JsonObject* both = value.if_object())  // a text in both languages
      return context_.text(
          {std::string(string_or(*both, "ja", "")), std::string(string_or(*both, "en", ""))});
    return runtime::plain_text(value);
  }

  static bool is_scalar(const Json& value) {
    const JsonObject* object = value.if_object();
    return !value.is_array() &&
           (!object || (object->size() == 2 && object->contains("ja") && object->contains("en")));
  }

  void line(std::string_view label, std::string_view value, std::size_t depth) {
    const int gap = std::max(2, kLabelCells - report::display_width(label));
    text_ += std::string(depth * 2, ' ') + std::string(label);
    if (!value.empty()) text_ += std::string(static_cast<std::size_t>(gap), ' ') + std::string(value);
    text_ += '\n';
  }

  void member(const std::string& label, const Json& value, std::size_t depth) {
    if (is_scalar(value)) {
      if (std::string text = scalar(value); !text.empty()) line(label, text, depth);
    } else if (const JsonObject* inner = value.if_object()) {
      line(label, "", depth);
      object(*inner, depth + 1);
    } else {
      list(label, value.get_array(), depth);
    }
  }

  void list(const std::string& label, const JsonArray& items, std::size_t depth) {
    if (items.empty()) return;
    if (std::all_of(items.begin(), items.end(), is_scalar)) {
      std::string text;
      for (const Json& item : items) text += (text.empty() ? "" : context_.text({"、", ", "})) + scalar(item);
      return line(label, text, depth);
    }
    line(label, "", depth);
    std::size_t number = 0;
    for (const Json& item : items) {
      const std::string head = std::to_string(++number) + ".";
      if (const JsonObject* inner = item.if_object()) {
        text_ += std::string((depth + 1) * 2, ' ') + head + '\n';
        object(*inner, depth + 2);
      } else {
        line(head, is_scalar(item) ? scalar(item) : runtime::plain_text(item), depth + 1);
      }
    }
  }

  Context& context_;
  const stage::StageInfo* stage_;
  std::string text_;
};

}  // namespace

void print_data(Context& context, const stage::StageInfo* stage, const JsonObject& data) {
  View view(context, stage);
  view.object(data, 0);
  context.output().raw(view.take());
}

}  // namespace kyodo::cli
