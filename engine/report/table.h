// Aligned tables for a terminal, counted in display cells, safe against what people typed into them.
//
// Widths follow Unicode's East Asian Width (UAX #11): wide and full-width characters take two cells,
// combining marks none. "Ambiguous" characters (○ △ ① → … ※) take two cells unless the caller says
// otherwise: fonts of Japanese terminals draw them full-width, and where a terminal counts one cell after
// all, a table planned with two is out of line by a gap, while the opposite mistake makes lines too long,
// wraps them and breaks the whole table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kyodo::report {

enum class Align { left, right };
enum class Tone { plain, strong, faint, good, warning, bad };  // colours only where TableStyle::colour is set

struct Column {
  std::string title;
  Align align = Align::left;
  int max_width = 0;   // display cells; 0 = as wide as the text
  bool whole = false;  // never cut to fit a terminal: ids, dates
};

struct Cell {
  std::string text;
  Tone tone = Tone::plain;
  Cell(std::string text_, Tone tone_ = Tone::plain) : text(std::move(text_)), tone(tone_) {}
  Cell(const char* text_, Tone tone_ = Tone::plain) : text(text_), tone(tone_) {}
};

struct TableStyle {
  int width = 0;        // display cells of the whole line; 0 = without bound
  bool colour = false;  // ANSI colours; the caller knows whether a terminal listens
  bool ambiguous_wide = true;
};

// No column is made narrower than this to fit TableStyle::width; a table of too many columns stays wider.
inline constexpr int kMinColumnCells = 4;

// A title line, a line of dashes and one line per row, each ending in LF and without trailing spaces.
// Columns are two spaces apart. Too wide a table loses cells from its widest left-aligned columns first;
// what is cut ends in "…". Missing cells are blank, cells beyond the columns are left out.
std::string table_text(const std::vector<Column>& columns, const std::vector<std::vector<Cell>>& rows,
                       const TableStyle& style = {});

// The text as it may go to a terminal, on one line: escape sequences, control characters and invisible
// format characters (such as those that reverse the direction) taken out, line ends and tabs become one
// space, bytes that are not UTF-8 become U+FFFD.
std::string terminal_text(std::string_view text);

// Display cells of a text that went through terminal_text.
int display_width(std::string_view text, bool ambiguous_wide = true);

// Cuts such a text to at most `width` display cells, ending in "…" if something was cut. Never parts a
// character from its combining marks.
std::string cut_to_width(std::string_view text, int width, bool ambiguous_wide = true);

}  // namespace kyodo::report
