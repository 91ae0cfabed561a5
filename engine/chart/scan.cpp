// One pass over the characters, before pugixml: what it lets pass and what could exhaust it.
#include <fmt/format.h>

#include <cctype>

#include "chart/source.h"

namespace kyodo::chart {
namespace {

class Scanner {
 public:
  explicit Scanner(const Source& source) : source_(source), text_(source.text()) {}

  std::optional<Finding> run() {
    if (!check_encoding()) return fault_;
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    while (at_ < text_.size()) {
      if (!(text_[at_] == '<' ? markup() : character_data())) return fault_;
    }
    if (!seen_root_)
      stop("not-well-formed", 0, "文書に要素がありません。", "The document has no element.",
           "<scxml> 要素を書いてください。", "Write an <scxml> element.");
    return fault_;
  }

 private:
  bool stop(const char* rule, std::size_t offset, std::string ja, std::string en, std::string advice_ja,
            std::string advice_en) {
    fault_ = Finding{true, rule, source_.at(offset), Text{std::move(ja), std::move(en)},
                     Text{std::move(advice_ja), std::move(advice_en)}};
    return false;
  }
  bool malformed(std::size_t offset, std::string ja, std::string en) {
    return stop("not-well-formed", offset, std::move(ja), std::move(en), "XML の書き方を確かめてください。",
                "Check the XML syntax.");
  }

  bool check_encoding() {
    if (text_.size() > kMaxDocumentBytes)
      return stop(
          "too-large", 0,
          fmt::format("文書が大きすぎます({} バイト、上限 {} バイト)。", text_.size(), kMaxDocumentBytes),
          fmt::format("The document is too large ({} bytes, at most {}).", text_.size(), kMaxDocumentBytes),
          "文書を分けてください。", "Split the document.");
    for (std::size_t i = 0; i < text_.size();) {
      const std::size_t length = code_point_length(i);
      if (length == 0)
        return wrong_encoding(i, "UTF-8 として正しくない文字があります。",
                              "There is a byte that is not valid UTF-8.");
      const auto c = static_cast<unsigned char>(text_[i]);
      if (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
        return malformed(i, "XML では使えない制御文字があります。",
                         "There is a control character, which XML does not allow.");
      i += length;
    }
    return true;
  }
  bool wrong_encoding(std::size_t offset, std::string ja, std::string en) {
    return stop("wrong-encoding", offset, std::move(ja), std::move(en), "UTF-8 で保存し直してください。",
                "Save the file again as UTF-8.");
  }
  // 0 when no well-formed UTF-8 code point starts here (Unicode, table 3-7).
  std::size_t code_point_length(std::size_t i) const {
    const auto byte = [&](std::size_t k) -> unsigned {
      return k < text_.size() ? static_cast<unsigned char>(text_[k]) : 0;
    };
    const auto tail = [&](std::size_t k) { return (byte(k) & 0xC0) == 0x80; };
    const unsigned c = byte(i), d = byte(i + 1);
    if (c < 0x80) return 1;
    if (c >= 0xC2 && c <= 0xDF) return tail(i + 1) ? 2 : 0;
    if (c >= 0xE0 && c <= 0xEF) {
      if ((c == 0xE0 && d < 0xA0) || (c == 0xED && d > 0x9F)) return 0;
      return tail(i + 1) && tail(i + 2) ? 3 : 0;
    }
    if (c >= 0xF0 && c <= 0xF4) {
      if ((c == 0xF0 && d < 0x90) || (c == 0xF4 && d > 0x8F)) return 0;
      return tail(i + 1) && tail(i + 2) && tail(i + 3) ? 4 : 0;
    }
    return 0;
  }

  bool character_data() {
    const std::size_t end = std::min(text_.find('<', at_), text_.size());
    for (; at_ < end; ++at_) {
      if (depth_ == 0 && !std::isspace(static_cast<unsigned char>(text_[at_])))
        return malformed(at_, "一番外の要素の外に文字があります。",
                         "There is text outside the root element.");
      if (text_[at_] == '&' && !reference(at_, end)) return false;
    }
    return true;
  }

  // "&amp;", "&#12345;"; leaves everything else to be refused, since nothing can declare an entity.
  bool reference(std::size_t at, std::size_t end) {
    const std::size_t semicolon = text_.find(';', at);
    if (semicolon == std::string_view::npos || semicolon >= end)
      return malformed(at, "「&」は「&amp;」と書いてください。", "Write \"&\" as \"&amp;\".");
    const std::string_view name = text_.substr(at + 1, semicolon - at - 1);
    if (name == "amp" || name == "lt" || name == "gt" || name == "quot" || name == "apos") return true;
    if (name.starts_with('#') && character_reference(name.substr(1))) return true;
    return malformed(at, fmt::format("「&{};」は使えません。", clipped(name, 40)),
                     fmt::format("\"&{};\" cannot be used.", clipped(name, 40)));
  }
  static bool character_reference(std::string_view digits) {
    const bool hex = digits.starts_with('x');
    if (hex) digits.remove_prefix(1);
    if (digits.empty() || digits.size() > 8) return false;
    unsigned long value = 0;
    for (const char c : digits) {
      const auto u = static_cast<unsigned char>(c);
      if (hex ? !std::isxdigit(u) : !std::isdigit(u)) return false;
      const int digit = std::isdigit(u) ? c - '0' : std::tolower(u) - 'a' + 10;
      value = value * (hex ? 16 : 10) + static_cast<unsigned long>(digit);
    }
    return value == '\t' || value == '\n' || value == '\r' || (value >= 0x20 && value < 0xD800) ||
           (value >= 0xE000 && value < 0xFFFE) || (value >= 0x10000 && value <= 0x10FFFF);
  }

  bool skip_past(std::string_view open, std::string_view close, const char* ja, const char* en) {
    const std::size_t end = text_.find(close, at_ + open.size());
    if (end == std::string_view::npos) return malformed(at_, ja, en);
    at_ = end + close.size();
    return true;
  }

  bool markup() {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("<!--"))
      return skip_past("<!--", "-->", "コメントが閉じていません。", "The comment is not closed.");
    if (rest.starts_with("<![CDATA[")) {
      if (depth_ == 0)
        return malformed(at_, "一番外の要素の外に文字があります。",
                         "There is text outside the root element.");
      return skip_past("<![CDATA[", "]]>", "CDATA が閉じていません。", "The CDATA section is not closed.");
    }
    if (rest.starts_with("<?")) return instruction();
    if (rest.starts_with("<!"))
      return stop("doctype", at_, "文書型宣言(DOCTYPE)と実体の宣言は使えません。",
                  "Document types (DOCTYPE) and entity declarations are not allowed.",
                  "<!DOCTYPE …> を取り除いてください。", "Remove the <!DOCTYPE …>.");
    if (rest.starts_with("</")) {
      --depth_;
      if (depth_ < 0)
        return malformed(at_, "対になる開始タグのない終了タグです。", "This end tag has no start tag.");
      return skip_past("</", ">", "終了タグが閉じていません。", "The end tag is not closed.");
    }
    return start_tag();
  }

  bool instruction() {
    return skip_past("<?", "?>", "処理命令が閉じていません。", "The processing instruction is not closed.");
  }

  bool start_tag() {
    if (depth_ == 0 && seen_root_)
      return malformed(at_, "一番外の要素が二つあります。", "There are two root elements.");
    seen_root_ = true;
    if (++elements_ > kMaxElements)
      return stop("too-many-elements", at_, fmt::format("要素が多すぎます(上限 {})。", kMaxElements),
                  fmt::format("There are too many elements (at most {}).", kMaxElements),
                  "文書を分けてください。", "Split the document.");
    char quote = 0;
    for (std::size_t i = at_ + 1; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c == '<')
        return malformed(i, "タグの中の「<」は「&lt;」と書いてください。",
                         "Write \"<\" inside a tag as \"&lt;\".");
      if (quote) {
        if (c == quote) quote = 0;
        if (c == '&' && !reference(i, text_.size())) return false;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '>') {
        return end_of_start_tag(i);
      }
    }
    return malformed(at_, "タグが閉じていません。", "The tag is not closed.");
  }
  bool end_of_start_tag(std::size_t close) {
    if (text_[close - 1] != '/' && ++depth_ > kMaxElementDepth)
      return stop("too-deep", at_, fmt::format("要素の入れ子が深すぎます(上限 {} 段)。", kMaxElementDepth),
                  fmt::format("Elements are nested too deeply (at most {} levels).", kMaxElementDepth),
                  "入れ子を浅くしてください。", "Nest less deeply.");
    at_ = close + 1;
    return true;
  }

  const Source& source_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t elements_ = 0;
  int depth_ = 0;
  bool seen_root_ = false;
  std::optional<Finding> fault_;
};

}  // namespace

std::optional<Finding> scan(const Source& source) {
  return Scanner(source).run();
}

}  // namespace kyodo::chart
