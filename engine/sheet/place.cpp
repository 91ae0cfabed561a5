#include "sheet/place.h"

#include <fmt/format.h>

#include <algorithm>

#include "sheet/value.h"

namespace kyodo::sheet {
namespace {

constexpr std::size_t kShownName = 40;  // characters of a name that is not the sheet's own

// How many steps before `last` are needed to say which answer is meant.
bool needs_parent(const Place& place, std::size_t last) {
  if (last == 0) return false;
  const Step& step = place[last];
  if (step.is_item || (step.question && step.question->shares_title)) return true;
  return std::any_of(place.begin(), place.begin() + static_cast<std::ptrdiff_t>(last),
                     [](const Step& s) { return s.is_item; });
}

std::string title(const Step& step) {
  return step.question && !step.question->title.empty() ? step.question->title
                                                        : shorten(step.name, kShownName);
}

std::string title_en(const Step& step) {
  return step.question && !step.question->title_en.empty() ? step.question->title_en : title(step);
}

Text call_step(const Place& place, std::size_t last) {
  const Step& step = place[last];
  const Text parent = needs_parent(place, last) ? call_step(place, last - 1) : Text{};
  if (step.is_item)
    return {fmt::format("{}{}件目", parent.ja, step.index + 1),
            fmt::format("{}{}no. {}", parent.en, parent.en.empty() ? "" : " ", step.index + 1)};
  return {fmt::format("{}{}「{}」", parent.ja, parent.ja.empty() ? "" : "の", title(step)),
          fmt::format("{}{}\"{}\"", parent.en, parent.en.empty() ? "" : ", ", title_en(step))};
}

std::string heading_step(const Place& place, std::size_t last) {
  const Step& step = place[last];
  const std::string parent = needs_parent(place, last) ? heading_step(place, last - 1) : "";
  if (step.is_item) return fmt::format("{}({}件目)", parent, step.index + 1);
  return parent.empty() ? title(step) : parent + "／" + title(step);
}

}  // namespace

Step member_step(const Question* parent, std::string_view name) {
  Step step{name};
  if (!parent) return step;
  if (const auto found = parent->positions.find(name); found != parent->positions.end()) {
    step.index = found->second;
    step.question = parent->children[found->second].get();
  } else {
    step.index = parent->children.size();
    step.question = parent->other.get();
  }
  return step;
}

Step item_step(const Question* list, std::size_t index) {
  return {{}, index, list ? list->item.get() : nullptr, true};
}

std::string pointer(const Place& place) {
  std::string text;
  for (const Step& step : place)
    text += step.is_item ? fmt::format("/{}", step.index) : pointer_part(step.name);
  return text;
}

Text call(const Question& sheet, const Place& place) {
  if (!place.empty()) return call_step(place, place.size() - 1);
  return {fmt::format("「{}」", sheet.title),
          fmt::format("\"{}\"", sheet.title_en.empty() ? sheet.title : sheet.title_en)};
}

std::string heading(const Place& place) {
  const bool titled = !place.empty() && (place.back().is_item ||
                                         (place.back().question && !place.back().question->title.empty()));
  return titled ? heading_step(place, place.size() - 1) : pointer(place);
}

}  // namespace kyodo::sheet
