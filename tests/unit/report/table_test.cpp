#include "report/table.h"

#include <gtest/gtest.h>

namespace kyodo::report {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

TEST(DisplayWidth, CountsCellsOfATerminal) {
  EXPECT_EQ(display_width("abc"), 3);
  EXPECT_EQ(display_width("協働課"), 6);
  EXPECT_EQ(display_width("ｶﾞｲﾄﾞ"), 5);           // half-width katakana, their marks are cells too
  EXPECT_EQ(display_width("か\u3099"), 2);        // combining mark
  EXPECT_EQ(display_width("葛\U000E0100飾"), 4);  // variation selector
  EXPECT_EQ(display_width("○△①→", true), 8);
  EXPECT_EQ(display_width("○△①→", false), 4);
}

TEST(CutToWidth, EndsInEllipsisWithinTheWidth) {
  EXPECT_EQ(cut_to_width("市民協働課", 10), "市民協働課");
  EXPECT_EQ(cut_to_width("市民協働課", 9), "市民協…");
  EXPECT_EQ(cut_to_width("市民協働課", 9, false), "市民協働…");
  EXPECT_EQ(cut_to_width("市民協働課", 8, false), "市民協…");
  EXPECT_EQ(cut_to_width("か\u3099き", 3, false), "か\u3099…");
  EXPECT_EQ(cut_to_width("市民", 1), "");
}

TEST(TerminalText, TakesOutWhatWouldCommandTheTerminal) {
  EXPECT_EQ(terminal_text("\x1b[31m赤\x1b[0m"), "赤");
  EXPECT_EQ(terminal_text("a\x1b]0;title\x07"
                          "b\x1b]52;c;eA==\x1b\\c"),
            "abc");
  EXPECT_EQ(terminal_text("a\x1b]0;never closed"), "a0;never closed");
  EXPECT_EQ(terminal_text("a\u009b2Jb"), "ab");
  EXPECT_EQ(terminal_text("a\x1b(Bb\x1b"
                          "7c\x1b"),
            "abc");
  EXPECT_EQ(terminal_text("\x08\x7f\x0e"
                          "abc"),
            "abc");
  EXPECT_EQ(terminal_text("提出\u202E済\u2066"), "提出済");
}

TEST(TerminalText, StaysOnOneLineAndValid) {
  EXPECT_EQ(terminal_text("一行目\r\n二行目\t三\u2028四\n"), "一行目 二行目 三 四");
  EXPECT_EQ(terminal_text("a\xff\xe5\x8d"
                          "b"),
            "a\ufffd\ufffdb");
  EXPECT_EQ(terminal_text(std::string_view("a\0b", 3)), "ab");
}

TEST(Table, AlignsJapaneseByCells) {
  const std::string text = table_text({{"番号"}, {"担当課"}, {"点", Align::right}},
                                      {{"1", "市民協働課", "30"}, {"12", "総務課", "5"}});
  EXPECT_EQ(text,
            "番号  担当課      点\n"
            "----  ----------  --\n"
            "1     市民協働課  30\n"
            "12    総務課       5\n");
}

TEST(Table, CutsTextBeforeFiguresWhenTooWide) {
  const std::string text =
      table_text({{"事業"}, {"担当課"}, {"決算(千円)", Align::right}},
                 {{"子育て支援センター事業", "子育て支援課", "12,345,678"}}, {.width = 36});
  for (const std::string& line : lines_of(text)) EXPECT_LE(display_width(line), 36) << line;
  EXPECT_NE(text.find("12,345,678"), std::string::npos);
  EXPECT_NE(text.find("…"), std::string::npos);
}

TEST(Table, StaysReadableWhenNothingFits) {
  const std::string text =
      table_text({{"あいうえお"}, {"かきくけこ"}}, {{"さしすせそ", "たちつてと"}}, {.width = 3});
  EXPECT_EQ(text, "あ…  か…\n----  ----\nさ…  た…\n");
}

TEST(Table, KeepsAColumnWithinItsOwnMaximum) {
  EXPECT_EQ(table_text({{"事業", Align::left, 8}, {"課"}}, {{"子育て支援センター事業", "保育課"}}),
            "事業      課\n--------  ------\n子育て…  保育課\n");
}

TEST(Table, ColoursOnlyWhenAsked) {
  const std::vector<Column> columns = {{"状態"}, {"課"}};
  const std::vector<std::vector<Cell>> rows = {{Cell("期限超過", Tone::bad), "総務課"}};
  EXPECT_EQ(table_text(columns, rows), "状態      課\n--------  ------\n期限超過  総務課\n");
  EXPECT_EQ(table_text(columns, rows, {.colour = true}),
            "\x1b[1m状態\x1b[0m      \x1b[1m課\x1b[0m\n--------  ------\n\x1b[31m期限超過\x1b[0m  総務課\n");
}

TEST(Table, ACellCannotBreakTheTable) {
  EXPECT_EQ(
      table_text({{"意見"}, {"課"}}, {{"一つ\n\x1b[2J二つ", "総務課"}, {"短い行"}, {"a", "b", "beyond"}}),
      "意見       課\n---------  ------\n一つ 二つ  総務課\n短い行\na          b\n");
}

TEST(Table, HoldsAnEmptyListAndNoColumns) {
  EXPECT_EQ(table_text({{"課"}}, {}), "課\n--\n");
  EXPECT_EQ(table_text({}, {{"a"}}), "");
}

TEST(Table, NeverCutsWhatMustStayWhole) {
  const std::string text = table_text({{"期限", Align::left, 0, true}, {"事業名"}},
                                      {{"2018-06-15", "里山の保全と市民農園の運営"}}, {.width = 24});
  EXPECT_EQ(lines_of(text)[2], "2018-06-15  里山の保全…");
  const std::string narrow = table_text({{"期限", Align::left, 0, true}}, {{"2018-06-15"}}, {.width = 6});
  EXPECT_EQ(lines_of(narrow)[2], "2018-06-15");
}

}  // namespace
}  // namespace kyodo::report
