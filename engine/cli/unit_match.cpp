#include "cli/unit_match.h"

#include <fmt/format.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

namespace kyodo::cli {
namespace {

// The cell's words, parted by spaces of any width or by line ends.
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  icu::UnicodeString unicode = icu::UnicodeString::fromUTF8(text), word;
  auto flush = [&] {
    if (word.isEmpty()) return;
    words.emplace_back();
    word.toUTF8String(words.back());
    word.remove();
  };
  for (int i = 0; i < unicode.length(); i = unicode.moveIndex32(i, 1)) {
    UChar32 c = unicode.char32At(i);
    if (u_isUWhiteSpace(c) || c == '/')
      flush();
    else
      word.append(c);
  }
  flush();
  return words;
}

std::string joined(const std::vector<std::string>& words, std::size_t from = 0) {
  std::string text;
  for (std::size_t i = from; i < words.size(); ++i) text += words[i];
  return text;
}

bool is_one_character(const std::string& word) {
  return icu::UnicodeString::fromUTF8(word).countChar32() == 1;
}

}  // namespace

std::string name_key(std::string_view name) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCCasefoldInstance(status);
  icu::UnicodeString folded = nfkc->normalize(
      icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<int>(name.size()))), status);
  icu::UnicodeString kept;
  for (int i = 0; i < folded.length(); i = folded.moveIndex32(i, 1))
    if (UChar32 c = folded.char32At(i); !u_isUWhiteSpace(c)) kept.append(c);
  std::string key;
  kept.toUTF8String(key);
  return key;
}

bool says_nothing(std::string_view cell) {
  const std::string key = name_key(cell);
  for (const char* nothing : {"", "-", "ー", "―", "−", "なし", "データなし", "不明", "部局外"})
    if (key == nothing) return true;
  return false;
}

UnitMatcher::UnitMatcher(const std::vector<office::Unit>& existing) {
  for (const office::Unit& unit : existing) {
    names_[unit.id] = unit.name;
    parents_[unit.id] = unit.parent;
  }
  // Units that were replaced by others take no new projects.
  for (const office::Unit& unit : existing)
    if (unit.successor.empty()) by_key_[name_key(unit.name)].push_back(unit.id);
  for (const auto& [id, parent] : parents_)
    if (!parent.empty() && names_.contains(parent)) departments_[""].insert(name_key(names_[parent]));
}

void UnitMatcher::learn_department(const std::string& group, const std::string& department) {
  if (says_nothing(department)) return;
  auto words = words_of(department);
  departments_[group].insert(name_key(words.front()));
}

bool UnitMatcher::is_below(std::string id, const std::string& top) const {
  if (top.empty()) return true;
  for (int depth = 0; depth < 12 && !id.empty(); ++depth) {
    if (id == top) return true;
    auto parent = parents_.find(id);
    id = parent == parents_.end() ? "" : parent->second;
  }
  return false;
}

// The one unit of that name: below `parent` if there is one, else the only one below `top`.
std::string UnitMatcher::find_below(const std::string& top, const std::string& key,
                                    const std::string& parent) const {
  auto found = by_key_.find(key);
  if (found == by_key_.end()) return "";
  std::vector<std::string> fitting;
  for (const std::string& id : found->second) {
    if (id == top || !is_below(id, top)) continue;
    if (!parent.empty() && parents_.at(id) == parent) return id;
    fitting.push_back(id);
  }
  return fitting.size() == 1 && parent.empty() ? fitting.front() : "";
}

std::string UnitMatcher::child(const std::string& parent, const std::string& name) {
  const std::string key = name_key(name);
  if (auto found = by_key_.find(key); found != by_key_.end())
    for (const std::string& id : found->second)
      if (parents_.at(id) == parent) return id;
  std::string id;
  do id = fmt::format("U{:03}", ++number_);
  while (names_.contains(id));
  names_[id] = name;
  parents_[id] = parent;
  by_key_[key].push_back(id);
  made_.push_back({id, name, parent, std::nullopt, std::nullopt, ""});
  return id;
}

std::string UnitMatcher::resolve(const std::string& group, const std::string& department,
                                 const std::string& section) {
  const std::string top = group.empty() ? "" : child("", group);
  std::vector<std::string> words = words_of(section);
  std::vector<std::string> above =
      says_nothing(department) ? std::vector<std::string>{} : words_of(department);
  // A department written in front of the section counts as the department.
  const auto& known = departments_[group];
  while (words.size() > 1 && says_nothing(words.front())) words.erase(words.begin());
  if (words.size() > 1 && known.contains(name_key(words.front()))) {
    above = {words.front()};
    words.erase(words.begin());
  }
  // "図　書　館": single characters are one word spaced out.
  if (words.size() > 1 && std::all_of(words.begin(), words.end(), is_one_character)) words = {joined(words)};
  if (std::string whole = find_below(top, name_key(joined(words)), ""); !whole.empty() && above.empty())
    return whole;
  std::string parent = top;
  if (!above.empty()) {
    const std::string key = name_key(above.front());
    std::string found = find_below(top, key, top);
    if (found.empty()) found = find_below(top, key, "");
    parent = found.empty() ? child(top, above.front()) : found;
    if (name_key(joined(words)) == key) return parent;
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string key = name_key(words[i]);
    std::string found = find_below(top, key, parent);
    // Without a department above, or as a further section named beside the first, its name alone decides.
    if (found.empty() && (above.empty() || i > 0)) found = find_below(top, key, "");
    parent = found.empty() ? child(parent, words[i]) : found;
  }
  return parent;
}

void UnitMatcher::note(const std::string& unit, const std::string& written, int row) {
  auto [place, fresh] = seen_.try_emplace({unit, written}, written_.size());
  if (fresh) written_.push_back({unit, written, {}});
  written_[place->second].rows.push_back(row);
}

std::string UnitMatcher::unit_of(const std::string& group, const std::string& department,
                                 const std::string& section, int row) {
  if (says_nothing(section)) return "";
  const std::string unit = resolve(group, department, section);
  note(unit, section, row);
  return unit;
}

}  // namespace kyodo::cli
