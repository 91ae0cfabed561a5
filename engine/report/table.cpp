#include "report/table.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>

namespace kyodo::report {
namespace {

constexpr std::string_view kEllipsis = "…";
constexpr std::string_view kGap = "  ";
constexpr UChar32 kEscape = 0x1B;
constexpr UChar32 kZeroWidthJoiner = 0x200D;  // holds emoji together

// Takes one code point, U+FFFD for bytes that are not UTF-8; moves `at` past it.
UChar32 next_code_point(std::string_view text, std::size_t& at) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  UChar32 code = 0;
  U8_NEXT_OR_FFFD(bytes, at, text.size(), code);
  return code;
}

void append_code_point(std::string& text, UChar32 code) {
  std::uint8_t bytes[U8_MAX_LENGTH];
  std::size_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, code);
  text.append(reinterpret_cast<const char*>(bytes), length);
}

// `at` stands behind "ESC [" (or its one-character form): parameters, intermediates, one final byte.
std::size_t end_of_control_sequence(std::string_view text, std::size_t at) {
  while (at < text.size() && text[at] >= 0x20 && text[at] <= 0x3F) ++at;
  if (at < text.size() && text[at] >= 0x40 && text[at] <= 0x7E) ++at;
  return at;
}

// `at` stands behind the introducer of a title, clipboard or device string. One that never ends is taken
// for its introducer alone, so that it cannot hide the rest of the cell.
std::size_t end_of_control_string(std::string_view text, std::size_t at) {
  for (std::size_t i = at; i < text.size();) {
    if (text[i] == '\x07') return i + 1;
    const UChar32 code = next_code_point(text, i);
    if (code == 0x9C) return i;
    if (code == kEscape && i < text.size() && text[i] == '\\') return i + 1;
  }
  return at;
}

// `at` stands behind ESC.
std::size_t end_of_escape(std::string_view text, std::size_t at) {
  if (at == text.size()) return at;
  const char kind = text[at];
  if (kind == '[') return end_of_control_sequence(text, at + 1);
  if (kind == ']' || kind == 'P' || kind == 'X' || kind == '^' || kind == '_')
    return end_of_control_string(text, at + 1);
  while (at < text.size() && text[at] >= 0x20 && text[at] <= 0x2F) ++at;
  if (at < text.size() && text[at] >= 0x30 && text[at] <= 0x7E) ++at;
  return at;
}

bool is_line_break(UChar32 code) {
  return (code >= '\t' && code <= '\r') || code == 0x85 || code == 0x2028 || code == 0x2029;
}

int code_point_width(UChar32 code, bool ambiguous_wide) {
  const auto category = static_cast<UCharCategory>(u_charType(code));
  if (category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK || category == U_FORMAT_CHAR) return 0;
  if (code >= 0x1160 && code <= 0x11FF) return 0;  // Hangul vowels and finals join the initial before them
  switch (u_getIntPropertyValue(code, UCHAR_EAST_ASIAN_WIDTH)) {
    case U_EA_FULLWIDTH:
    case U_EA_WIDE:
      return 2;
    case U_EA_AMBIGUOUS:
      return ambiguous_wide ? 2 : 1;
    default:
      return 1;
  }
}

const char* colour_code(Tone tone) {
  switch (tone) {
    case Tone::plain:
      return "";
    case Tone::strong:
      return "\x1b[1m";
    case Tone::faint:
      return "\x1b[2m";
    case Tone::good:
      return "\x1b[32m";
    case Tone::warning:
      return "\x1b[33m";
    case Tone::bad:
      return "\x1b[31m";
  }
  return "";
}

struct Line {
  std::vector<std::string> texts;
  std::vector<Tone> tones;
};

std::vector<int> natural_widths(const std::vector<Column>& columns, const std::vector<Line>& lines,
                                const TableStyle& style) {
  std::vector<int> widths(columns.size(), 1);
  for (const Line& line : lines)
    for (std::size_t c = 0; c < columns.size(); ++c)
      widths[c] = std::max(widths[c], display_width(line.texts[c], style.ambiguous_wide));
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (columns[c].max_width > 0)
      widths[c] = std::min(widths[c], std::max(columns[c].max_width, kMinColumnCells));
    if (style.width > 0 && !columns[c].whole)
      widths[c] = std::min(widths[c], std::max(style.width, kMinColumnCells));
  }
  return widths;
}

// The column that can best spare a cell, or none. Figures on the right are cut last: half a figure misleads.
std::size_t widest_column(const std::vector<Column>& columns, const std::vector<int>& widths) {
  std::size_t best = columns.size();
  for (Align align : {Align::left, Align::right}) {
    for (std::size_t c = 0; c < columns.size(); ++c)
      if (!columns[c].whole && columns[c].align == align && widths[c] > kMinColumnCells &&
          (best == columns.size() || widths[c] > widths[best]))
        best = c;
    if (best != columns.size()) return best;
  }
  return best;
}

void shrink_to_fit(const std::vector<Column>& columns, std::vector<int>& widths, int width) {
  int total = static_cast<int>(kGap.size() * (columns.size() - 1));
  for (int w : widths) total += w;
  for (; total > width; --total) {
    const std::size_t widest = widest_column(columns, widths);
    if (widest == columns.size()) return;
    --widths[widest];
  }
}

void append_line(std::string& out, const Line& line, const std::vector<Column>& columns,
                 const std::vector<int>& widths, const TableStyle& style) {
  std::size_t owed = 0;  // spaces are written only when something follows them
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (c > 0) owed += kGap.size();
    const std::string text = cut_to_width(line.texts[c], widths[c], style.ambiguous_wide);
    const auto space = static_cast<std::size_t>(widths[c] - display_width(text, style.ambiguous_wide));
    if (columns[c].align == Align::right) owed += space;
    if (!text.empty()) {
      out.append(owed, ' ');
      owed = 0;
      const bool coloured = style.colour && line.tones[c] != Tone::plain;
      if (coloured) out += colour_code(line.tones[c]);
      out += text;
      if (coloured) out += "\x1b[0m";
    }
    if (columns[c].align == Align::left) owed += space;
  }
  out += '\n';
}

}  // namespace

std::string terminal_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool break_pending = false;
  for (std::size_t at = 0; at < text.size();) {
    const UChar32 code = next_code_point(text, at);
    if (is_line_break(code)) {
      break_pending = true;
    } else if (code == kEscape) {
      at = end_of_escape(text, at);
    } else if (code == 0x9B) {
      at = end_of_control_sequence(text, at);
    } else if (code == 0x90 || code == 0x98 || (code >= 0x9D && code <= 0x9F)) {
      at = end_of_control_string(text, at);
    } else if (!u_iscntrl(code) || code == kZeroWidthJoiner) {  // ICU counts format characters as controls

      if (break_pending && !out.empty()) out += ' ';
      break_pending = false;
      append_code_point(out, code);
    }
  }
  return out;
}

int display_width(std::string_view text, bool ambiguous_wide) {
  int width = 0;
  for (std::size_t at = 0; at < text.size();)
    width += code_point_width(next_code_point(text, at), ambiguous_wide);
  return width;
}

std::string cut_to_width(std::string_view text, int width, bool ambiguous_wide) {
  const int ellipsis_width = display_width(kEllipsis, ambiguous_wide);
  int used = 0;
  std::size_t kept = 0;  // bytes that leave room for the ellipsis
  for (std::size_t at = 0; at < text.size();) {
    used += code_point_width(next_code_point(text, at), ambiguous_wide);
    if (used + ellipsis_width <= width) kept = at;
    if (used > width) {
      std::string cut(text.substr(0, kept));
      if (ellipsis_width <= width) cut += kEllipsis;
      return cut;
    }
  }
  return std::string(text);
}

std::string table_text(const std::vector<Column>& columns, const std::vector<std::vector<Cell>>& rows,
                       const TableStyle& style) {
  if (columns.empty()) return "";
  std::vector<Line> lines(rows.size() + 1);
  for (const Column& column : columns) {
    lines[0].texts.push_back(terminal_text(column.title));
    lines[0].tones.push_back(Tone::strong);
  }
  for (std::size_t r = 0; r < rows.size(); ++r) {
    Line& line = lines[r + 1];
    for (std::size_t c = 0; c < columns.size(); ++c) {
      line.texts.push_back(c < rows[r].size() ? terminal_text(rows[r][c].text) : "");
      line.tones.push_back(c < rows[r].size() ? rows[r][c].tone : Tone::plain);
    }
  }
  std::vector<int> widths = natural_widths(columns, lines, style);
  if (style.width > 0) shrink_to_fit(columns, widths, style.width);

  std::string out;
  append_line(out, lines[0], columns, widths, style);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    if (c > 0) out += kGap;
    out.append(static_cast<std::size_t>(widths[c]), '-');
  }
  out += '\n';
  for (std::size_t r = 1; r < lines.size(); ++r) append_line(out, lines[r], columns, widths, style);
  return out;
}

}  // namespace kyodo::report
