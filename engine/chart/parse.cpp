// SCXML text → Chart: scan, parse with pugixml in place, compile.
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "chart/compiler.h"
#include "chart/encoding.h"

namespace kyodo::chart {
namespace {

Finding not_well_formed(const Source& source, const pugi::xml_parse_result& result) {
  return {true,
          "not-well-formed",
          source.at(static_cast<std::size_t>(std::max<std::ptrdiff_t>(result.offset, 0))),
          {fmt::format("XML として正しくありません({})。", result.description()),
           fmt::format("This is not well-formed XML ({}).", result.description())},
          {"タグの対応と引用符を確かめてください。", "Check that tags match and quotes are closed."}};
}

Finding unreadable(const Source& source, const Encoding& encoding) {
  return {true,
          "wrong-encoding",
          source.at(encoding.offset),
          {fmt::format("文字コード {} として読めません。", clipped(encoding.name, 40)),
           fmt::format("This cannot be read as {}.", clipped(encoding.name, 40))},
          {"UTF-8 で保存し直してください。", "Save the file again as UTF-8."}};
}

}  // namespace

Parsed Compiler::finish() {
  std::stable_sort(findings_.begin(), findings_.end(), [](const Finding& a, const Finding& b) {
    if (a.where.file != b.where.file) return a.where.file < b.where.file;
    return std::pair(a.where.line, a.where.column) < std::pair(b.where.line, b.where.column);
  });
  if (unreported_)
    findings_.push_back(
        {failed_,
         "too-many-findings",
         Where{source_.file()},
         {fmt::format("ほかに {} 件の指摘があります。", unreported_),
          fmt::format("There are {} more findings.", unreported_)},
         {"上の指摘を直してから、もう一度確かめてください。", "Correct those above and check again."}});
  if (failed_) return {nullptr, std::move(findings_)};
  chart_->plan = make_plan(*chart_);
  return {chart_, std::move(findings_)};
}

Parsed parse_chart(std::string_view bytes, const std::string& file, const ReadSource& read_source) {
  std::string_view scxml = bytes.substr(0, kMaxDocumentBytes + 1);
  std::optional<std::string> converted;
  if (const Encoding encoding = encoding_of(scxml); encoding.name != "UTF-8") {
    converted = to_utf8(scxml, encoding.name);
    if (!converted) return {nullptr, {unreadable(Source(scxml, file), encoding)}};
    scxml = *converted;
  }
  const Source source(scxml, file);
  if (auto fault = scan(source)) return {nullptr, {std::move(*fault)}};
  std::string buffer(scxml);  // pugixml writes into it; names keep their places
  pugi::xml_document document;
  const pugi::xml_parse_result result =
      document.load_buffer_inplace(buffer.data(), buffer.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!result) return {nullptr, {not_well_formed(source, result)}};
  Compiler compiler(source, buffer.data(), read_source);
  compiler.compile(document.document_element());
  return compiler.finish();
}

std::optional<std::int64_t> parse_delay(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return std::nullopt;
  text = text.substr(first, text.find_last_not_of(kSpace) - first + 1);
  if (text.starts_with('+')) text.remove_prefix(1);
  const std::size_t unit = std::min(text.find_first_not_of("0123456789."), text.size());
  const std::string_view number = text.substr(0, unit);
  const auto is_unit = [&](std::string_view lower) {
    return std::equal(lower.begin(), lower.end(), text.begin() + static_cast<std::ptrdiff_t>(unit),
                      text.end(),
                      [](char a, char b) { return a == std::tolower(static_cast<unsigned char>(b)); });
  };
  const bool seconds = is_unit("s");
  if (!seconds && !is_unit("ms")) return std::nullopt;
  const std::size_t point = std::min(number.find('.'), number.size());
  const std::string_view whole = number.substr(0, point);
  const std::string_view fraction = point < number.size() ? number.substr(point + 1) : std::string_view();
  if (fraction.find('.') != std::string_view::npos || whole.size() > 15) return std::nullopt;
  if (fraction.empty() && (point < number.size() || whole.empty())) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : whole) value = value * 10 + (c - '0');
  if (seconds) {
    value *= 1000;
    std::int64_t unit_ms = 100;
    for (std::size_t i = 0; i < fraction.size() && unit_ms; ++i, unit_ms /= 10)
      value += (fraction[i] - '0') * unit_ms;
  }
  if (value > kMaxDelayMs) return std::nullopt;
  return value;
}

}  // namespace kyodo::chart
