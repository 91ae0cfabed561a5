#include "workflow/template.h"

#include <fmt/format.h>

#include <algorithm>

namespace kyodo::workflow {
namespace {

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
}

}  // namespace

TemplateScan scan_template(std::string_view text) {
  TemplateScan scan;
  std::vector<TemplateName> open;
  const auto fault = [&](std::size_t offset, std::string ja, std::string en) {
    scan.faults.push_back({offset, {std::move(ja), std::move(en)}});
  };
  const auto never_closed = [&](const TemplateName& section) {
    fault(section.offset, fmt::format("「{{{{#{}}}}}」が閉じられていません。", section.name),
          fmt::format("the section \"{}\" is never closed", section.name));
  };
  for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at)) {
    const std::size_t end = text.find("}}", at + 2);
    if (end == std::string_view::npos) {
      fault(at, "「{{」に対応する「}}」がありません。", "\"{{\" has no \"}}\"");
      break;
    }
    std::string_view inside = text.substr(at + 2, end - at - 2);
    const char sign = inside.empty() ? '\0' : inside.front();
    if (sign == '{' || sign == '&' || sign == '>' || sign == '=') {
      fault(at, fmt::format("「{{{{{}」は使えません。", sign),
            fmt::format("\"{{{{{}\" is not allowed", sign));
    } else if (sign == '#' || sign == '^' || sign == '/') {
      const std::string name = trimmed(inside.substr(1));
      if (sign != '/') {
        scan.names.push_back({name, at});
        open.push_back({name, at});
      } else if (std::none_of(open.begin(), open.end(), [&](const auto& o) { return o.name == name; })) {
        fault(at, fmt::format("「{{{{/{}}}}}」に対応する始まりがありません。", name),
              fmt::format("\"{{{{/{}}}}}\" closes nothing", name));
      } else {
        for (; open.back().name != name; open.pop_back()) never_closed(open.back());
        open.pop_back();
      }
    } else if (sign != '!') {
      scan.names.push_back({trimmed(inside), at});
    }
    at = end + 2;
  }
  for (const TemplateName& section : open) never_closed(section);
  return scan;
}

}  // namespace kyodo::workflow
