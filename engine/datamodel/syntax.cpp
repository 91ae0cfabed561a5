// Whether texts compile, and names.
#include "datamodel/syntax.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>

#include "datamodel/heap.h"

namespace kyodo::datamodel {
namespace {

constexpr std::array<std::string_view, 41> kReservedWords{
    "break", "case",   "catch", "class",      "const",   "continue", "debugger", "default", "delete",
    "do",    "else",   "enum",  "export",     "extends", "false",    "finally",  "for",     "function",
    "if",    "import", "in",    "instanceof", "let",     "new",      "null",     "return",  "static",
    "super", "switch", "this",  "throw",      "true",    "try",      "typeof",   "var",     "void",
    "while", "with",   "yield", "arguments",  "eval"};

constexpr std::array<std::string_view, 37> kTaken{"NaN",
                                                  "Infinity",
                                                  "undefined",
                                                  "Object",
                                                  "Function",
                                                  "Array",
                                                  "String",
                                                  "Boolean",
                                                  "Number",
                                                  "RegExp",
                                                  "Error",
                                                  "EvalError",
                                                  "RangeError",
                                                  "ReferenceError",
                                                  "SyntaxError",
                                                  "TypeError",
                                                  "URIError",
                                                  "Math",
                                                  "JSON",
                                                  "parseInt",
                                                  "parseFloat",
                                                  "isNaN",
                                                  "isFinite",
                                                  "decodeURI",
                                                  "decodeURIComponent",
                                                  "encodeURI",
                                                  "encodeURIComponent",
                                                  "escape",
                                                  "unescape",
                                                  "globalThis",
                                                  "Date",
                                                  "In",
                                                  "_event",
                                                  "_sessionid",
                                                  "_name",
                                                  "_ioprocessors",
                                                  "__proto__"};

// What looks like newer ECMAScript, outside strings and comments: a part of the text. Empty if nothing does.
std::string_view newer_syntax(std::string_view text) {
  constexpr std::array<std::string_view, 5> kMarks{"=>", "...", "?.", "??", "`"};
  constexpr std::array<std::string_view, 5> kWords{"let", "class", "async", "await", "of"};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      for (++i; i < text.size() && text[i] != c; ++i)
        if (text[i] == '\\') ++i;
      continue;
    }
    if (text.substr(i, 2) == "//") {
      i = std::min(text.find('\n', i), text.size());
      continue;
    }
    if (text.substr(i, 2) == "/*") {
      i = std::min(text.find("*/", i + 2), text.size());
      continue;
    }
    for (const std::string_view mark : kMarks)
      if (text.substr(i).starts_with(mark)) return text.substr(i, mark.size());
    if (!std::isalpha(static_cast<unsigned char>(c))) continue;
    std::size_t end = i;
    while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_'))
      ++end;
    for (const std::string_view word : kWords)
      if (text.substr(i, end - i) == word) return text.substr(i, word.size());
    i = end - 1;
  }
  return {};
}

// Line and column, in code points, of a part of the text.
Where place_of(std::string_view part, std::string_view text) {
  const std::string_view before = text.substr(0, static_cast<std::size_t>(part.data() - text.data()));
  const std::size_t newline = before.rfind('\n');
  const std::string_view line = newline == std::string_view::npos ? before : before.substr(newline + 1);
  const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  return {"", static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
          static_cast<int>(std::count_if(line.begin(), line.end(), begins_character)) + 1};
}

Result<void> compile(std::string_view before, std::string_view text, std::string_view after) {
  // Compiling runs nothing, so the heap stays clean and can serve the whole thread.
  thread_local std::unique_ptr<Heap> heap;
  if (!heap) heap = std::make_unique<Heap>();
  std::string source(before);
  source.append(text).append(after);
  int line = 0;
  std::array<char, 300> message{};
  const Result<void> done = heap->guarded([&](duk_context* context) {
    duk_push_lstring(context, source.data(), source.size());
    duk_push_string(context, "text");
    if (duk_pcompile(context, 0) != 0) {
      duk_get_prop_string(context, -1, "lineNumber");
      line = duk_get_int(context, -1);
      duk_pop(context);
      duk_get_prop_string(context, -1, "message");
      const char* said = duk_safe_to_string(context, -1);
      for (std::size_t i = 0; i + 1 < message.size() && said[i]; ++i) message[i] = said[i];
      duk_pop(context);
    }
    duk_pop(context);
  });
  if (!done) {
    heap.reset();
    return done.error();
  }
  if (!message[0]) return {};
  const std::string said = readable(message.data());
  if (const std::string_view mark = newer_syntax(text); !mark.empty())
    return fail_at(
        place_of(mark, text), Code::bad_input,
        fmt::format("「{}」は ECMAScript 5.1 より新しい書き方で、使えません。function や var、文字列の + "
                    "で書いてください。",
                    mark),
        fmt::format(
            "\"{}\" is newer than ECMAScript 5.1 and cannot be used; write function, var and + for strings.",
            mark));
  return fail_at(Where{"", std::max(line, 1), 0}, Code::bad_input, fmt::format("文法の誤りです({})。", said),
                 fmt::format("Syntax error ({}).", said));
}

}  // namespace

std::string_view expression_part(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\r\n;");
  return last == std::string_view::npos ? text : text.substr(0, last + 1);
}

Result<void> check_expression(std::string_view text) {
  const std::string_view expr = expression_part(text);
  // Both forms, so that "1); (2" does not pass for an expression.
  if (auto done = compile("(", expr, "\n)"); !done) return done;
  return compile("[", expr, "\n]");
}

Result<void> check_script(std::string_view text) {
  return compile("", text, "\n");
}

bool is_identifier(std::string_view name) {
  if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0]))) return false;
  for (const char c : name) {
    const auto u = static_cast<unsigned char>(c);
    if (!std::isalnum(u) && c != '_' && c != '$' && u < 0x80) return false;
  }
  return std::find(kReservedWords.begin(), kReservedWords.end(), name) == kReservedWords.end();
}

bool is_reserved(std::string_view name) {
  return std::find(kTaken.begin(), kTaken.end(), name) != kTaken.end();
}

}  // namespace kyodo::datamodel
