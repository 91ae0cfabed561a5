#include "notify/html.h"

#include <vector>

namespace kyodo::notify {
namespace {

constexpr std::string_view kHeading = "■", kEntry = "・", kWideSpace = "　";

// No colours: the reader's program has its own, in the dark as well.
constexpr std::string_view kStyle =
    "body{font-family:sans-serif;line-height:1.6;max-width:40em;margin:0 auto;padding:1em;"
    "overflow-wrap:anywhere}"
    "h2{font-size:1.1em;margin:1.5em 0 .5em}"
    "ul{margin:0;padding-left:1.4em}"
    "li{margin:0 0 .6em}"
    "footer{margin-top:2em;border-top:1px solid;padding-top:.6em;font-size:.9em}";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t') || byte == 0x7f) continue;
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    lines.push_back(text.substr(0, end));
    const bool both = text.substr(end, 2) == "\r\n";
    text.remove_prefix(std::min(end + (both ? 2 : 1), text.size()));
  }
  return lines;
}

// RFC 3986's characters of an address, without those that end a sentence.
std::size_t address_length(std::string_view text) {
  if (!text.starts_with("http://") && !text.starts_with("https://")) return 0;
  const std::size_t scheme = text.find("//") + 2;
  std::size_t length = scheme;
  while (length < text.size()) {
    const char c = text[length];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter && std::string_view("-._~:/?#[]@!$&'*+,;=%").find(c) == std::string_view::npos) break;
    ++length;
  }
  while (length > scheme && std::string_view(".,;:!?'").find(text[length - 1]) != std::string_view::npos)
    --length;
  return length > scheme ? length : 0;
}

std::string with_links(std::string_view line) {
  std::string out;
  for (;;) {
    const std::size_t at = line.find("http");
    out += escaped(line.substr(0, at));
    if (at == std::string_view::npos) return out;
    line.remove_prefix(at);
    const std::size_t length = address_length(line);
    const std::string address = escaped(line.substr(0, length));
    if (length > 0) out += "<a href=\"" + address + "\">" + address + "</a>";
    const std::size_t taken = length > 0 ? length : std::string_view("http").size();
    if (length == 0) out += line.substr(0, taken);
    line.remove_prefix(taken);
  }
}

std::string_view without_spaces(std::string_view line) {
  for (;;)
    if (line.starts_with(kWideSpace))
      line.remove_prefix(kWideSpace.size());
    else if (line.starts_with(' '))
      line.remove_prefix(1);
    else
      return line;
}

// What is open is closed before the next begins.
class Page {
 public:
  void add(std::string_view line) {
    if (without_spaces(line).empty()) return close();
    if (line.starts_with(kHeading)) {
      close();
      out_ += "<h2>" + escaped(without_spaces(line.substr(kHeading.size()))) + "</h2>\n";
    } else if (line.starts_with(kEntry)) {
      if (open_ != "li") close();
      out_ += open_.empty() ? "<ul>\n<li>" : "</li>\n<li>";
      out_ += escaped(without_spaces(line.substr(kEntry.size())));
      open_ = "li";
    } else if (open_ == "li" && without_spaces(line).size() < line.size()) {
      out_ += "<br/>\n" + escaped(without_spaces(line));
    } else {
      if (open_ != "p") close();
      out_ += (open_.empty() ? "<p>" : "<br/>\n") + escaped(line);
      open_ = "p";
    }
  }
  void close() {
    if (open_ == "li") out_ += "</li>\n</ul>\n";
    if (open_ == "p") out_ += "</p>\n";
    open_ = "";
  }
  void sign(const std::vector<std::string_view>& lines) {
    close();
    out_ += "<footer>\n";
    for (std::size_t i = 0; i < lines.size(); ++i) out_ += (i ? "<br/>\n" : "") + with_links(lines[i]);
    out_ += "\n</footer>\n";
  }
  const std::string& text() const { return out_; }

 private:
  std::string out_;
  std::string_view open_;  // "", "p" or "li"
};

}  // namespace

std::string html_of(std::string_view title, std::string_view text) {
  std::vector<std::string_view> lines = lines_of(text), signature;
  for (std::size_t i = lines.size(); i-- > 0;)
    if (lines[i] == "--") {
      signature.assign(lines.begin() + static_cast<std::ptrdiff_t>(i) + 1, lines.end());
      lines.resize(i);
      break;
    }
  Page page;
  for (const std::string_view line : lines) page.add(line);
  page.close();
  if (!signature.empty()) page.sign(signature);
  std::string out = "<!DOCTYPE html>\n<html lang=\"ja\">\n<head>\n<meta charset=\"UTF-8\"/>\n";
  out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n";
  out += "<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>" + escaped(title) + "</title>\n";
  out += "<style>:root{color-scheme:light dark}";
  out += kStyle;
  return out + "</style>\n</head>\n<body>\n" + page.text() + "</body>\n</html>\n";
}

}  // namespace kyodo::notify
