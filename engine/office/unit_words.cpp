#include "office/unit_words.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <span>

#include "office/unit_names.h"

namespace kyodo::office {
namespace {

constexpr std::size_t kOneCharacter = 3;  // bytes of 課

constexpr std::array<std::string_view, 6> kDepartmentEndings = {"部",   "局",     "本部",
                                                                "公室", "委員会", "事務局"};
constexpr std::array<std::string_view, 22> kUnitEndings = {
    "課", "部", "局", "室", "係", "所",       "署",     "館",   "園",       "校",   "区",
    "会", "院", "場", "隊", "班", "センター", "チーム", "担当", "グループ", "支所", "公民館"};
constexpr std::array<std::string_view, 3> kSectionEndings = {"課", "室", "センター"};
constexpr std::array<std::string_view, 4> kSubsectionEndings = {"係", "班", "担当", "グループ"};
constexpr std::array<std::string_view, 7> kNothing = {"データなし", "部局外", "なし", "該当なし",
                                                      "-",          "―",      "ー"};
constexpr std::array<std::string_view, 4> kAndOthers = {"ほか", "他", "等", "など"};

bool ends_with_any(std::string_view name, std::span<const std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) {
    return name.size() > ending.size() && name.ends_with(ending);
  });
}

bool is_any(std::string_view name, std::span<const std::string_view> words) {
  return std::find(words.begin(), words.end(), name) != words.end();
}

bool is_space(UChar32 c) {
  return u_isUWhiteSpace(c) || c == 0x200B || c == 0xFEFF;
}
bool is_list_mark(UChar32 c) {
  return c == u'、' || c == u',' || c == u'/' || c == u';' || c == u'|' || c == u'\n' || c == u'\r';
}

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

// Words between spaces, in runs between list marks.
std::vector<NameRun> words_in(std::string_view cell) {
  const icu::UnicodeString text = nfkc(cell);
  std::vector<NameRun> runs(1);
  icu::UnicodeString word;
  const auto end_word = [&] {
    if (!word.isEmpty()) runs.back().push_back(utf8(word));
    word.remove();
  };
  bool in_brackets = false;  // "総務課(人事係、給与係)" is one name
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    if (c == u'(') in_brackets = text.indexOf(u')', i) > 0;
    if (c == u')') in_brackets = false;
    if (in_brackets) {
      if (!is_space(c)) word.append(c);
    } else if (is_list_mark(c)) {
      end_word();
      if (!runs.back().empty()) runs.emplace_back();
    } else if (is_space(c)) {
      end_word();
    } else {
      word.append(c);
    }
  }
  end_word();
  if (runs.back().empty()) runs.pop_back();
  return runs;
}

// "農", "政", "課" is one name typed with spaces between its characters.
NameRun with_spaced_names_joined(const NameRun& words) {
  NameRun joined;
  bool open = false;
  for (const std::string& word : words) {
    const bool single = word.size() <= kOneCharacter;
    if (single && open)
      joined.back() += word;
    else
      joined.push_back(word);
    open = single;
  }
  return joined;
}

// "財政課ほか" → "財政課"
std::string without_and_others(std::string word) {
  for (std::string_view others : kAndOthers)
    if (word.ends_with(others) &&
        ends_like_unit(std::string_view(word).substr(0, word.size() - others.size())))
      word.resize(word.size() - others.size());
  return word;
}

// A word that is no unit belongs to the next one ("健康", "推進課"), unless the next begins with it: then it
// is the name of what stands above ("消防", "消防本部総務課").
NameRun with_pieces_joined(const NameRun& words) {
  NameRun names;
  std::string open;
  for (const std::string& written : words) {
    if (is_any(written, kAndOthers) || is_any(written, kNothing)) continue;
    const std::string word = without_and_others(written);
    if (!open.empty() && word.starts_with(open)) names.push_back(std::move(open)), open.clear();
    open += word;
    if (ends_like_unit(open)) names.push_back(std::move(open)), open.clear();
  }
  if (open.empty()) return names;
  if (names.empty())
    names.push_back(open);
  else
    names.back() += open;
  return names;
}

void append_parted(NameRun& names, const std::string& name) {
  constexpr std::string_view kDot = "・";
  NameRun parts;
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find(kDot, at), name.size());
    parts.push_back(name.substr(at, end - at));
    at = end + kDot.size();
  }
  if (std::all_of(parts.begin(), parts.end(), ends_like_unit))
    names.insert(names.end(), parts.begin(), parts.end());
  else
    names.push_back(name);
}

// "総務課(人事係)" → "総務課"
std::string without_bracketed_subsection(std::string name) {
  const std::size_t open = name.find('(');
  if (open == std::string::npos || open == 0 || !name.ends_with(')')) return name;
  const std::string_view inside = std::string_view(name).substr(open + 1, name.size() - open - 2);
  if (ends_with_any(inside, kSubsectionEndings)) name.resize(open);
  return name;
}

NameRun without_subsections(const NameRun& names) {
  NameRun kept;
  for (const std::string& name : names) {
    const bool below_section = !kept.empty() && ends_with_any(kept.back(), kSectionEndings);
    if (below_section && ends_with_any(name, kSubsectionEndings)) continue;
    kept.push_back(without_bracketed_subsection(name));
  }
  return kept;
}

icu::UnicodeString with_one_kind_of_character(const icu::UnicodeString& text) {
  icu::UnicodeString out;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    UChar32 c = text.char32At(i);
    if (is_space(c) || c == u'・') continue;
    if (c == u'ヶ' || c == u'ゖ') c = u'ケ';
    if (c >= u'ァ' && c <= u'ヴ') c -= u'ァ' - u'ぁ';
    if (c == u'-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212) c = u'ー';
    if (c == u'髙') c = u'高';
    if (c == u'﨑') c = u'崎';
    out.append(u_foldCase(c, U_FOLD_CASE_DEFAULT));
  }
  return out;
}

}  // namespace

std::string folded_name(std::string_view name) {
  const icu::UnicodeString text = nfkc(name);
  icu::UnicodeString out;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1))
    if (const UChar32 c = text.char32At(i); !is_space(c)) out.append(c);
  return utf8(out);
}

std::string spelling_key(std::string_view name) {
  icu::UnicodeString text = with_one_kind_of_character(nfkc(name));
  text.findAndReplace(u"こども", u"子ども").findAndReplace(u"子供", u"子ども");
  text.findAndReplace(u"障がい", u"障害").findAndReplace(u"障碍", u"障害");
  return utf8(text);
}

bool ends_like_department(std::string_view name) {
  return ends_with_any(name, kDepartmentEndings);
}
bool ends_like_unit(std::string_view name) {
  return ends_with_any(name, kUnitEndings);
}

std::vector<NameRun> names_in_cell(std::string_view cell) {
  std::vector<NameRun> runs;
  for (const NameRun& words : words_in(cell)) {
    NameRun names;
    for (const std::string& name : with_pieces_joined(with_spaced_names_joined(words)))
      append_parted(names, name);
    if (names = without_subsections(names); !names.empty()) runs.push_back(std::move(names));
  }
  return runs;
}

}  // namespace kyodo::office
