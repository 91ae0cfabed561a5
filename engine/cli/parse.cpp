#include "cli/parse.h"

#include <fmt/format.h>

#include <charconv>

#include "base/local_date.h"
#include "cli/roles.h"
#include "cli/sheet_form.h"

namespace kyodo::cli {
namespace {

Error usage(std::string ja, std::string en) {
  return fail(Code::wrong_usage, std::move(ja), std::move(en));
}

std::string dashed(const std::string& path) {
  return path.empty() ? "kyodo" : "kyodo " + path;
}

// The words that may follow `path`.
std::vector<std::string> next_words(const std::string& path) {
  std::vector<std::string> words;
  const std::string prefix = path.empty() ? "" : path + " ";
  for (const Spec& spec : all_specs()) {
    if (!spec.path.starts_with(prefix)) continue;
    std::string word = spec.path.substr(prefix.size(), spec.path.find(' ', prefix.size()) - prefix.size());
    if (!word.empty() && (words.empty() || words.back() != word)) words.push_back(std::move(word));
  }
  return words;
}

bool is_group(const std::string& path) {
  return !find_spec(path) && !next_words(path).empty();
}

Error unknown_word(const std::string& path, const std::string& word) {
  std::string close = closest(word, next_words(path));
  std::string list;
  for (const std::string& one : next_words(path)) list += (list.empty() ? "" : ", ") + one;
  std::string tip = close.empty() ? list : close;
  return usage(fmt::format("「{} {}」というコマンドはありません。{}", dashed(path), word,
                           close.empty() ? "使えるのは " + tip + " です。"
                                         : "「" + dashed(path) + " " + tip + "」ですか。"),
               fmt::format("There is no command \"{} {}\". {}", dashed(path), word,
                           close.empty() ? "There are: " + tip + "."
                                         : "Did you mean \"" + dashed(path) + " " + tip + "\"?"));
}

Error unknown_option(const Spec* spec, const std::string& path, const std::string& name) {
  std::vector<std::string> known;
  if (spec)
    for (const Param& option : spec->options) known.push_back(option.name);
  for (const Param& option : common_options()) known.push_back(option.name);
  if (spec && !spec->command.empty())
    for (const Param& option : writing_options()) known.push_back(option.name);
  std::string close = closest(name, known);
  std::string ja = close.empty() ? fmt::format("「{} --help」で使えるものを確かめてください。", dashed(path))
                                 : fmt::format("「--{}」ですか。", close);
  std::string en = close.empty() ? fmt::format("See \"{} --help\".", dashed(path))
                                 : fmt::format("Did you mean \"--{}\"?", close);
  return usage(fmt::format("「{}」に --{} という指定はありません。{}", dashed(path), name, ja),
               fmt::format("\"{}\" has no option --{}. {}", dashed(path), name, en));
}

const Param* common_option(std::string_view name) {
  for (const Param& option : common_options())
    if (option.name == name) return &option;
  for (const Param& option : writing_options())
    if (option.name == name) return &option;
  return nullptr;
}

// Takes words one by one; the table says what each is.
class Parser {
 public:
  explicit Parser(const std::vector<std::string>& words) : words_(words) {}

  Result<Call> run() {
    if (words_.size() > kMaxWords)
      return usage(fmt::format("引数が多すぎます(上限 {})。", kMaxWords),
                   fmt::format("Too many arguments (at most {}).", kMaxWords));
    while (at_ < words_.size()) {
      const std::string& word = words_[at_++];
      if (!only_words_ && word == "--") {
        only_words_ = true;
      } else if (!only_words_ && word == "-h") {
        call_.options["help"];
      } else if (!only_words_ && word.size() > 2 && word.starts_with("--")) {
        if (auto taken = take_option(word.substr(2)); !taken) return taken.error();
      } else if (!only_words_ && word.size() > 1 && word[0] == '-' && !is_number(word)) {
        return unknown_option(call_.spec, path_, word.substr(1));
      } else if (auto taken = take_word(word); !taken) {
        return taken.error();
      }
    }
    return finish();
  }

 private:
  static bool is_number(const std::string& word) {
    return word.find_first_not_of("0123456789", 1) == std::string::npos;
  }

  Result<void> take_word(const std::string& word) {
    if (!call_.spec) {
      std::string longer = path_.empty() ? word : path_ + " " + word;
      if (const Spec* spec = find_spec(longer)) {
        call_.spec = spec;
        path_ = longer;
        return check_waiting();
      }
      if (!is_group(longer)) return unknown_word(path_, word);
      path_ = longer;
      return {};
    }
    if (call_.positionals.size() == call_.spec->positionals.size())
      return usage(fmt::format("「{}」に「{}」は余分です。空白を含む文章は引用符で囲んでください。",
                               dashed(path_), word),
                   fmt::format("\"{}\" does not take \"{}\". Put quotes around a text with spaces.",
                               dashed(path_), word));
    call_.positionals[call_.spec->positionals[call_.positionals.size()].name] = word;
    return {};
  }

  // Options that came before the subcommand was known.
  Result<void> check_waiting() {
    for (const auto& [name, values] : call_.options)
      if (!find_option(*call_.spec, name)) return unknown_option(call_.spec, path_, name);
    return {};
  }

  Result<void> take_option(std::string word) {
    std::optional<std::string> value;
    if (auto equals = word.find('='); equals != std::string::npos) {
      value = word.substr(equals + 1);
      word.resize(equals);
    }
    const Param* option = call_.spec ? find_option(*call_.spec, word) : common_option(word);
    if (!option) return unknown_option(call_.spec, path_, word);
    auto& values = call_.options[word];
    if (option->kind == Kind::flag) {
      if (value)
        return usage(fmt::format("--{} に値は付けられません。", word),
                     fmt::format("--{} takes no value.", word));
      return {};
    }
    if (!value) {
      if (at_ == words_.size())
        return usage(fmt::format("--{} には値({})が必要です。", word, option->shown),
                     fmt::format("--{} needs a value ({}).", word, option->shown));
      value = words_[at_++];
    }
    if (!values.empty() && option->kind != Kind::list && option->kind != Kind::pairs)
      return usage(fmt::format("--{} は一度だけ指定してください。", word),
                   fmt::format("Give --{} only once.", word));
    values.push_back(std::move(*value));
    return {};
  }

  Result<Call> finish() {
    if (!call_.spec) {
      call_.group = path_;
      if (!call_.has("help") && !path_.empty()) {
        std::string list;
        for (const std::string& one : next_words(path_)) list += (list.empty() ? "" : ", ") + one;
        return usage(fmt::format("「{}」の後に {} のどれかを続けてください。", dashed(path_), list),
                     fmt::format("After \"{}\" comes one of {}.", dashed(path_), list));
      }
      return std::move(call_);
    }
    if (call_.has("help")) return std::move(call_);
    std::vector<Problem> missing;
    for (const Param& param : call_.spec->positionals)
      if (param.required && !call_.positionals.contains(param.name))
        missing.push_back({param.shown, "required", param.help});
    for (const Param& param : call_.spec->options)
      if (param.required && !call_.has(param.name))
        missing.push_back({"--" + param.name, "required", param.help});
    if (missing.empty()) return std::move(call_);
    Error error = usage(fmt::format("足りない指定があります。「{} --help」に例があります。", dashed(path_)),
                        fmt::format("Something is missing. \"{} --help\" has an example.", dashed(path_)));
    error.problems = std::move(missing);
    return error;
  }

  const std::vector<std::string>& words_;
  std::size_t at_ = 0;
  bool only_words_ = false;
  std::string path_;
  Call call_;
};

Problem wrong_value(const std::string& shown, const char* keyword, std::string ja, std::string en) {
  return {shown, keyword, {std::move(ja), std::move(en)}};
}

void add_pair(const std::string& text, const std::string& shown, JsonObject& object,
              std::vector<Problem>& problems) {
  auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || text.substr(0, equals) == ":") {
    problems.push_back(wrong_value(shown, "pair",
                                   fmt::format("「{}」は 名前=値 の形で書いてください。", text),
                                   fmt::format("Write \"{}\" as name=value.", text)));
    return;
  }
  bool is_json = text[equals - 1] == ':';
  std::string name = text.substr(0, equals - (is_json ? 1 : 0));
  Json value = boost::json::string(text.substr(equals + 1));
  if (is_json) {
    auto read = parse_json(text.substr(equals + 1), shown);
    if (!read) {
      problems.push_back({shown, "json", read.error().text});
      return;
    }
    value = std::move(*read);
  }
  if (object.contains(name))
    problems.push_back(wrong_value(shown, "unique", fmt::format("「{}」が二度あります。", name),
                                   fmt::format("\"{}\" stands twice.", name)));
  object[name] = std::move(value);
}

}  // namespace

std::string Call::option(std::string_view name, std::string_view otherwise) const {
  auto found = options.find(name);
  return found == options.end() || found->second.empty() ? std::string(otherwise) : found->second.front();
}

std::vector<std::string> Call::all(std::string_view name) const {
  auto found = options.find(name);
  return found == options.end() ? std::vector<std::string>{} : found->second;
}

std::string Call::positional(std::string_view name) const {
  auto found = positionals.find(name);
  return found == positionals.end() ? "" : found->second;
}

Result<Call> parse(const std::vector<std::string>& words) {
  return Parser(words).run();
}

bool mentions(const std::vector<std::string>& words, std::string_view option) {
  for (const std::string& word : words) {
    if (word == "--") return false;
    if (word == option) return true;
  }
  return false;
}

std::string language_in(const std::vector<std::string>& words, std::string_view otherwise) {
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    if (words[i] == "--lang" && i + 1 < words.size()) return words[i + 1];
    if (words[i].starts_with("--lang=")) return words[i].substr(7);
  }
  return std::string(otherwise);
}

std::optional<std::string> date_text(std::string_view text) {
  int parts[3] = {};
  std::size_t at = 0;
  for (int i = 0; i < 3; ++i) {
    auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), parts[i]);
    if (error != std::errc{} || parts[i] < 0) return std::nullopt;
    at = static_cast<std::size_t>(end - text.data());
    if (i < 2 && (at >= text.size() || (text[at] != '-' && text[at] != '/'))) return std::nullopt;
    if (i < 2) ++at;
  }
  if (at != text.size()) return std::nullopt;
  auto date = make_date(parts[0], parts[1], parts[2]);
  if (!date) return std::nullopt;
  return to_string(*date);
}

Result<JsonObject> args_of(const Call& call, Context& context, ReadJson read_json) {
  JsonObject args;
  if (!call.spec->fixed.empty()) args = parse_json(call.spec->fixed)->as_object();
  std::vector<Problem> problems;
  auto put = [&](const Param& param, const std::string& shown,
                 const std::vector<std::string>& values) -> Result<void> {
    const std::string text = values.empty() ? "" : values.front();
    switch (param.kind) {
      case Kind::flag:
        args[param.arg] = true;
        break;
      case Kind::text:
      case Kind::file:
        args[param.arg] = text;
        break;
      case Kind::integer: {
        std::int64_t number = 0;
        auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{} || end != text.data() + text.size())
          problems.push_back(wrong_value(shown, "integer", fmt::format("「{}」は整数ではありません。", text),
                                         fmt::format("\"{}\" is not a whole number.", text)));
        args[param.arg] = number;
        break;
      }
      case Kind::date: {
        auto date = date_text(text);
        if (!date)
          problems.push_back(wrong_value(
              shown, "date",
              fmt::format("「{}」は実在する日付ではありません。2018-06-01 の形で書いてください。", text),
              fmt::format("\"{}\" is not a real date; write 2018-06-01.", text)));
        args[param.arg] = date.value_or("");
        break;
      }
      case Kind::role:
        args[param.arg] = office::role_id(text);
        break;
      case Kind::list: {
        JsonArray list;
        for (const std::string& value : values) list.emplace_back(value);
        args[param.arg] = std::move(list);
        break;
      }
      case Kind::pairs: {
        JsonObject object;
        for (const std::string& value : values) add_pair(value, shown, object, problems);
        args[param.arg] = std::move(object);
        break;
      }
      case Kind::answers:
      case Kind::json: {
        auto json = read_json(context, text);
        if (!json) return json.error();
        args[param.arg] = param.kind == Kind::answers ? without_nulls(*json) : std::move(*json);
        break;
      }
    }
    return {};
  };
  for (const Param& param : call.spec->positionals) {
    auto found = call.positionals.find(param.name);
    if (param.arg.empty() || found == call.positionals.end()) continue;
    if (auto done = put(param, param.shown, {found->second}); !done) return done.error();
  }
  for (const Param& param : call.spec->options) {
    auto found = call.options.find(param.name);
    if (param.arg.empty() || found == call.options.end()) continue;
    if (auto done = put(param, "--" + param.name, found->second); !done) return done.error();
  }
  if (problems.empty()) return args;
  Error error = usage("値の書き方が正しくありません。", "A value is not written correctly.");
  error.problems = std::move(problems);
  return error;
}

}  // namespace kyodo::cli
