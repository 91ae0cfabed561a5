#include "office/unit_names.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <map>
#include <set>

namespace kyodo::office {
namespace {

bool is_space(UChar32 c) { return u_isUWhiteSpace(c) || c == 0x3000 || c == 0x200B || c == 0xFEFF; }

icu::UnicodeString nfkc(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKCInstance(status);
  icu::UnicodeString source = icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())});
  icu::UnicodeString normalized = normalizer->normalize(source, status);
  return U_SUCCESS(status) ? normalized : source;
}

std::string utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

// Words between spaces and list marks. "・" stays: it is part of names such as 人権・市民協働課.
std::vector<std::string> words(std::string_view cell) {
  std::vector<std::string> found;
  icu::UnicodeString text = nfkc(cell), word;
  auto end_word = [&] {
    if (!word.isEmpty()) found.push_back(utf8(word));
    word.remove();
  };
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    UChar32 c = text.char32At(i);
    if (is_space(c) || c == u'/' || c == u'、' || c == u',' || c == u';' || c == u'\n') end_word();
    else word.append(c);
  }
  end_word();
  return found;
}

bool ends_with_unit(const std::string& word) {
  static const char* const kEndings[] = {"課", "部", "局", "室", "係", "所", "署", "館", "園", "校", "区", "センター",
                                         "委員会", "事務局", "公室", "本部", "担当", "外", "会", "院", "場", "支所"};
  return std::any_of(std::begin(kEndings), std::end(kEndings), [&](const char* ending) { return word.ends_with(ending); });
}

// A name with spaces inside ("農　政　課") comes apart into pieces that are no units by themselves: put together again.
std::vector<std::string> units_in(std::string_view cell) {
  std::vector<std::string> found;
  std::string open;
  for (std::string& word : words(cell)) {
    open += word;
    if (open.size() > 3 && ends_with_unit(open)) {
      found.push_back(std::move(open));
      open.clear();
    }
  }
  if (!open.empty()) {
    if (found.empty()) found.push_back(open);
    else found.back() += open;
  }
  return found;
}

bool says_nothing(const std::string& name) {
  return name.empty() || name == "データなし" || name == "-" || name == "部局外" || name == "なし" || name == "―" || name == "ー";
}

std::string joined(const UnitCells& cells) {
  std::string text;
  for (const std::string* part : {&cells.city, &cells.department, &cells.section}) {
    if (part->empty()) continue;
    if (!text.empty()) text += " / ";
    text += *part;
  }
  return text;
}

}  // namespace

std::string folded_name(std::string_view name) {
  icu::UnicodeString text = nfkc(name), out;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1))
    if (UChar32 c = text.char32At(i); !is_space(c)) out.append(c);
  return utf8(out);
}

FoldedUnits fold_units(const std::vector<UnitCells>& rows) {
  FoldedUnits result;
  // What stands first in a department cell is a department, also where another row leaves that cell empty.
  std::map<std::string, std::set<std::string>> departments;
  for (const UnitCells& row : rows) {
    auto named = units_in(row.department);
    if (!named.empty() && !says_nothing(named.front())) departments[row.city].insert(named.front());
  }
  std::map<std::vector<std::string>, std::size_t> index;
  std::map<std::pair<std::string, std::size_t>, std::int64_t> spellings;
  // A section named without its department belongs to the one under which the list has it elsewhere, if only one.
  std::map<std::pair<std::string, std::string>, std::set<std::string>> homes;
  struct Parsed {
    std::string department;
    std::vector<std::string> sections;
  };
  std::vector<Parsed> parsed;
  for (const UnitCells& row : rows) {
    Parsed one;
    auto in_department = units_in(row.department), in_section = units_in(row.section);
    std::erase_if(in_department, says_nothing);
    std::erase_if(in_section, says_nothing);
    if (!in_department.empty()) one.department = in_department.front();
    else if (in_section.size() > 1 && departments[row.city].contains(in_section.front())) one.department = in_section.front();
    auto add = [&](const std::string& name) {
      if (name != one.department && std::find(one.sections.begin(), one.sections.end(), name) == one.sections.end()) one.sections.push_back(name);
    };
    for (std::size_t i = 1; i < in_department.size(); ++i) add(in_department[i]);
    for (const std::string& name : in_section) {
      // 「環境部環境課」 without a space between.
      if (!one.department.empty() && name.size() > one.department.size() && name.starts_with(one.department)) add(name.substr(one.department.size()));
      else add(name);
    }
    if (!one.department.empty() && !one.sections.empty()) homes[{row.city, one.sections.front()}].insert(one.department);
    parsed.push_back(std::move(one));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Parsed& one = parsed[i];
    if (one.department.empty() && !one.sections.empty())
      if (auto home = homes.find({rows[i].city, one.sections.front()}); home != homes.end() && home->second.size() == 1)
        one.department = *home->second.begin();
    if (one.department.empty() && one.sections.empty()) {
      result.unit_of_row.push_back(kNoUnit);
      result.related.emplace_back();
      continue;
    }
    NamedUnit unit{rows[i].city, one.department, one.sections.empty() ? "" : one.sections.front()};
    if (unit.section.empty() && !unit.department.empty() && departments[rows[i].city].empty()) std::swap(unit.section, unit.department);
    auto [entry, fresh] = index.try_emplace({unit.city, unit.department, unit.section}, result.units.size());
    if (fresh) result.units.push_back(unit);
    result.unit_of_row.push_back(entry->second);
    result.related.emplace_back(one.sections.empty() ? one.sections.begin() : one.sections.begin() + 1, one.sections.end());
    ++spellings[{joined(rows[i]), entry->second}];
  }
  for (const auto& [key, count] : spellings) {
    const NamedUnit& unit = result.units[key.second];
    if (key.first != joined({unit.city, unit.department, unit.section})) result.folds.push_back({key.first, unit, count});
  }
  return result;
}

}  // namespace kyodo::office
