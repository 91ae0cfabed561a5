#include "cli/page.h"

#include <fmt/format.h>

#include <charconv>

namespace kyodo::cli {
namespace {

std::vector<std::string> names_in(const std::string& list) {
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    if (end > begin) names.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return names;
}

Error unknown_field(const std::string& name, const JsonObject& row) {
  std::string known;
  for (const auto& member : row) known += (known.empty() ? "" : ", ") + std::string(member.key());
  return fail(Code::wrong_usage, fmt::format("「{}」という項目はありません。あるのは {} です。", name, known),
              fmt::format("There is no field \"{}\"; there are {}.", name, known));
}

}  // namespace

std::vector<Param> with_pages(std::vector<Param> options) {
  options.push_back(
      {"limit",
       "N",
       Kind::integer,
       {fmt::format("N 件まで({} まで)", kMaxPageRows), fmt::format("at most N, up to {}", kMaxPageRows)}});
  options.push_back(
      {"after",
       "ID",
       Kind::text,
       {"この ID の次から(前の一覧の next)", "from behind this id (\"next\" of the list before)"}});
  options.push_back({"fields", "NAME,…", Kind::text, {"--json に出す項目", "the fields that --json shows"}});
  return options;
}

Result<PageBounds> page_bounds(const Context& context) {
  PageBounds bounds;
  bounds.after = context.call().option("after");
  if (!context.call().has("limit")) return bounds;
  const std::string text = context.call().option("limit");
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bounds.limit);
  if (error != std::errc{} || end != text.data() + text.size() || bounds.limit < 1 ||
      bounds.limit > kMaxPageRows)
    return fail(Code::wrong_usage,
                fmt::format("limit には 1 から {} までの数を指定してください。", kMaxPageRows),
                fmt::format("limit takes a number from 1 to {}.", kMaxPageRows));
  return bounds;
}

Error unknown_place(const std::string& after) {
  return fail(
      Code::wrong_usage,
      fmt::format("「{}」の続きは出せません。after には、前の一覧の next をそのまま指定してください。",
                  after),
      fmt::format("There is no place \"{}\" to go on from. Give after the \"next\" of the list before.",
                  after));
}

Result<void> print_list(Context& context, const std::string& name, JsonArray list, const std::string& next) {
  const auto fields = names_in(context.call().option("fields"));
  if (!fields.empty())
    for (Json& row : list) {
      JsonObject chosen;
      for (const std::string& field : fields) {
        Json* value = row.get_object().if_contains(field);
        if (!value) return unknown_field(field, row.get_object());
        chosen[field] = std::move(*value);
      }
      row = std::move(chosen);
    }
  JsonObject json{{name, std::move(list)}};
  if (!next.empty()) json["next"] = next;
  context.output().print_json(json);
  return {};
}

void say_more(Context& context, const std::string& next) {
  if (next.empty()) return;
  context.output().line(
      {fmt::format("続きがあります: --after {}", next), fmt::format("There is more: --after {}", next)});
}

}  // namespace kyodo::cli
