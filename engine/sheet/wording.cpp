#include "sheet/wording.h"

#include <fmt/format.h>

#include <algorithm>

#include "sheet/value.h"

namespace kyodo::sheet {
namespace {

constexpr std::size_t kShownChoices = 10;
constexpr std::size_t kShownChoiceText = 60;

struct KindName {
  unsigned kind;
  const char* ja;
  const char* en;
};
constexpr KindName kKindNames[] = {{kString, "文字", "text"},
                                   {kInteger, "整数", "a whole number"},
                                   {kNumber, "数", "a number"},
                                   {kBoolean, "はい・いいえ(true・false)", "yes or no (true or false)"},
                                   {kArray, "一覧(配列)", "a list (array)"},
                                   {kObject, "項目のまとまり(オブジェクト)", "a group of fields (object)"},
                                   {kNull, "空(null)", "empty (null)"}};

Text joined(const std::vector<Text>& parts, std::string_view ja, std::string_view en) {
  Text all;
  for (const Text& part : parts) {
    all.ja += (all.ja.empty() ? "" : std::string(ja)) + part.ja;
    all.en += (all.en.empty() ? "" : std::string(en)) + part.en;
  }
  return all;
}

// The sheet's own hint where it has one in that language, otherwise ours.
Text or_hint(Text ours, const Text& hint) {
  return {hint.ja.empty() ? ours.ja : hint.ja, hint.en.empty() ? ours.en : hint.en};
}

}  // namespace

Text say_required(const Text& who) {
  return {who.ja + "は必須です。入力してください。", who.en + " is required. Please fill it in."};
}

Text say_kind(const Text& who, unsigned kinds) {
  std::vector<Text> names;
  for (const KindName& name : kKindNames)
    if (kinds & name.kind) names.push_back({name.ja, name.en});
  const Text allowed = joined(names, "または", " or ");
  return {fmt::format("{}は{}で入力してください。", who.ja, allowed.ja),
          fmt::format("{} must be {}.", who.en, allowed.en)};
}

Text say_choices(const Text& who, const std::vector<Choice>& choices) {
  std::vector<Text> names;
  for (std::size_t i = 0; i < std::min(choices.size(), kShownChoices); ++i) {
    const std::string name = shorten(choices[i].shown, kShownChoiceText);
    names.push_back({name, name});
  }
  Text list = joined(names, "、", ", ");
  if (choices.size() == 1)
    return {fmt::format("{}は「{}」としてください。", who.ja, list.ja),
            fmt::format("{} must be \"{}\".", who.en, list.en)};
  if (choices.size() > kShownChoices) {
    list.ja += fmt::format("、ほか{}件", choices.size() - kShownChoices);
    list.en += fmt::format(" and {} more", choices.size() - kShownChoices);
  }
  return {fmt::format("{}は次の中から選んでください: {}", who.ja, list.ja),
          fmt::format("{} must be one of: {}", who.en, list.en)};
}

Text say_too_short(const Text& who, std::size_t least, std::size_t has) {
  if (has == 0) return {who.ja + "が空です。入力してください。", who.en + " is empty. Please fill it in."};
  return {fmt::format("{}は{}文字以上で入力してください(現在{}文字)。", who.ja, least, has),
          fmt::format("{} needs at least {} characters (it has {}).", who.en, least, has)};
}

Text say_too_long(const Text& who, std::size_t most, std::size_t has) {
  return {fmt::format("{}は{}文字以内で入力してください(現在{}文字)。", who.ja, most, has),
          fmt::format("{} may have at most {} characters (it has {}).", who.en, most, has)};
}

Text say_too_small(const Text& who, const Bound& least) {
  return {fmt::format("{}は{}以上の数で入力してください。", who.ja, least.shown),
          fmt::format("{} must be at least {}.", who.en, least.shown)};
}

Text say_too_large(const Text& who, const Bound& most) {
  return {fmt::format("{}は{}以下の数で入力してください。", who.ja, most.shown),
          fmt::format("{} must be at most {}.", who.en, most.shown)};
}

Text say_too_few(const Text& who, std::size_t least, std::size_t has) {
  return {fmt::format("{}は{}件以上入力してください(現在{}件)。", who.ja, least, has),
          fmt::format("{} needs at least {} entries (it has {}).", who.en, least, has)};
}

Text say_too_many(const Text& who, std::size_t most, std::size_t has) {
  return {fmt::format("{}は{}件以内にしてください(現在{}件)。", who.ja, most, has),
          fmt::format("{} may have at most {} entries (it has {}).", who.en, most, has)};
}

Text say_repeated(const Text& who, std::size_t first, std::size_t again) {
  return {fmt::format("{}の{}件目は{}件目と同じです。重ならないようにしてください。", who.ja, again + 1,
                      first + 1),
          fmt::format("{}: no. {} is the same as no. {}. Keep one.", who.en, again + 1, first + 1)};
}

Text say_pattern(const Text& who, const Text& hint) {
  const Text todo =
      or_hint({"質問の説明を確かめて、書き直してください。", "See the description of the question."}, hint);
  return {fmt::format("{}の書き方が正しくありません。{}", who.ja, todo.ja),
          fmt::format("{} is not written as it should be. {}", who.en, todo.en)};
}

Text say_date(const Text& who) {
  return {who.ja + "は実在する日付を 2018-06-01 の形で入力してください。",
          who.en + " must be a real date written as 2018-06-01."};
}

Text say_not_in_sheet(const Text& who) {
  return {who.ja + "という項目はこのシートにありません。項目名を確かめるか、消してください。",
          who.en + " is not part of this sheet. Check the name or remove it."};
}

Text say_forbidden(const Text& who) {
  return {who.ja + "は、ほかの回答の内容により、記入できません。消してください。",
          who.en + " cannot be answered, given the other answers. Please remove it."};
}

Text say_not_together(const std::vector<Text>& questions) {
  const Text list = joined(questions, "と", " and ");
  return {list.ja + "は、一緒には記入できません。どれかを消してください。",
          list.en + " cannot be answered together. Please remove one."};
}

Text say_refused_combination(const Text& who, const Text& hint) {
  const Text todo = or_hint({"回答を見直してください。", "Please look at the answers again."}, hint);
  return {fmt::format("{}の回答は、この内容では受け付けられません。{}", who.ja, todo.ja),
          fmt::format("{} cannot be accepted with these answers. {}", who.en, todo.en)};
}

Text say_fill_one_of(const std::vector<std::vector<Text>>& groups) {
  std::vector<Text> alternatives;
  for (const std::vector<Text>& group : groups) alternatives.push_back(joined(group, "と", " and "));
  const Text list = joined(alternatives, "、または", ", or ");
  return {list.ja + "のいずれかを入力してください。", "Please fill in " + list.en + "."};
}

Text say_only_one_of(const std::vector<Text>& questions) {
  const Text list = joined(questions, "、", ", ");
  return {list.ja + "は、どれか一つだけを入力してください。", "Please fill in only one of " + list.en + "."};
}

Text say_none_fits(const Text& who, const std::vector<Text>& alternatives, const Text& hint) {
  Text list;
  for (std::size_t i = 0; i < alternatives.size(); ++i) {
    list.ja += fmt::format(" ({}) {}", i + 1, alternatives[i].ja);
    list.en += fmt::format(" ({}) {}", i + 1, alternatives[i].en);
  }
  return {fmt::format("{}は、次のいずれかに合うように入力してください。{}{}", who.ja, hint.ja, list.ja),
          fmt::format("{} must fit one of these. {}{}", who.en, hint.en, list.en)};
}

Text say_several_fit(const Text& who, const Text& hint) {
  const Text todo =
      or_hint({"一つだけに合うように直してください。", "Change them so that only one fits."}, hint);
  return {fmt::format("{}の回答が、同時には選べない複数の条件に当てはまります。{}", who.ja, todo.ja),
          fmt::format("{} fits several alternatives that exclude each other. {}", who.en, todo.en)};
}

Text say_too_costly(const Text& who) {
  return {who.ja + "の確認が時間内に終わりませんでした。回答を短くしてください。",
          who.en + " could not be checked within the limit. Please shorten the answer."};
}

Text say_too_large_answers(std::size_t most_bytes) {
  return {fmt::format("回答が大きすぎます(上限 {} KiB)。短くしてください。", most_bytes / 1024),
          fmt::format("The answers are too large (at most {} KiB). Please shorten them.", most_bytes / 1024)};
}

Text say_too_deep(int most) {
  return {fmt::format("回答の入れ子が深すぎます(上限 {} 段)。", most),
          fmt::format("The answers are nested too deeply (at most {} levels).", most)};
}

Text say_name_too_long(std::size_t most_bytes) {
  return {fmt::format("長すぎる項目名があります(上限 {} バイト)。", most_bytes),
          fmt::format("A field has too long a name (at most {} bytes).", most_bytes)};
}

}  // namespace kyodo::sheet
