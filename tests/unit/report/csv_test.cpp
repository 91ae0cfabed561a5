#include "report/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace kyodo::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Cells = std::vector<std::string>;

Csv read_ok(std::string_view bytes) {
  auto csv = read_csv(bytes, "list.csv");
  if (csv) return *csv;
  ADD_FAILURE() << csv.error().text.ja;
  for (const Problem& p : csv.error().problems) ADD_FAILURE() << p.text.ja;
  return {};
}

Error read_error(std::string_view bytes) {
  auto csv = read_csv(bytes, "list.csv");
  EXPECT_TRUE(csv.has_error());
  return csv.has_error() ? csv.error() : Error{};
}

std::vector<std::string> sentences(const Error& error) {
  std::vector<std::string> all;
  for (const Problem& p : error.problems) all.push_back(p.text.ja);
  return all;
}

std::vector<int> numbers(const Csv& csv) {
  std::vector<int> all;
  for (const CsvRow& row : csv.rows) all.push_back(row.number);
  return all;
}

TEST(CsvRead, ReadsHeaderAndRowsWithAnyLineEnd) {
  for (const char* text : {"番号,事業名\r\n1,緑化\r\n2,清掃\r\n", "番号,事業名\n1,緑化\n2,清掃",
                           "番号,事業名\r1,緑化\r2,清掃\r"}) {
    const Csv csv = read_ok(text);
    EXPECT_THAT(csv.header, ElementsAre("番号", "事業名"));
    ASSERT_EQ(csv.rows.size(), 2u);
    EXPECT_THAT(csv.rows[1].cells, ElementsAre("2", "清掃"));
    EXPECT_EQ(csv.encoding, Encoding::utf8);
    EXPECT_EQ(csv.column("事業名"), 1u);
    EXPECT_EQ(csv.column("ない列"), 2u);
  }
}

TEST(CsvRead, CountsRowsAsExcelShowsThem) {
  const Csv csv = read_ok("a,b\r\n\"二行の\r\nセル\",\"引用\"\"符\"\r\n\r\n,\r\nx,y\r\n");
  EXPECT_THAT(numbers(csv), ElementsAre(2, 5));
  EXPECT_THAT(csv.rows[0].cells, ElementsAre("二行の\nセル", "引用\"符"));
}

TEST(CsvRead, TakesAQuotationMarkInsideAnUnquotedCellAsItIs) {
  EXPECT_THAT(read_ok("a,b\n5\" 管,x\n").rows[0].cells, ElementsAre("5\" 管", "x"));
}

TEST(CsvRead, RecognisesTheEncoding) {
  EXPECT_EQ(read_ok("\xEF\xBB\xBF課\n総務課\n").encoding, Encoding::utf8);
  EXPECT_EQ(read_ok("\xEF\xBB\xBF課\n総務課\n").header[0], "課");
  const Csv csv = read_ok("\x89\xDB\n\x87\x40\x87\x8A\xFB\xFC\xFA\xB1\x81\x60\xB6\xDE\n");
  EXPECT_EQ(csv.encoding, Encoding::cp932);
  EXPECT_EQ(csv.header[0], "課");
  EXPECT_EQ(csv.rows[0].cells[0], "①㈱髙﨑～ｶﾞ");
}

TEST(CsvRead, BlamesTheFewDamagedCellsOfAFile) {
  const Error utf8 = read_error("番号,担当課\n1,総務課\n2,\xE8\xAA\n3,企画課\n");
  EXPECT_THAT(sentences(utf8), ElementsAre(HasSubstr("3 行目 B 列「担当課」: UTF-8 として読めない")));
  EXPECT_EQ(utf8.problems[0].field, "担当課");
  EXPECT_EQ(utf8.where->file, "list.csv");
  const Error cp932 = read_error("\x89\xDB,a\n\x89\xDB,1\n\x89\xDB,\xA0\n");
  EXPECT_THAT(sentences(cp932), ElementsAre(HasSubstr("3 行目 B 列「a」: CP932")));
}

TEST(CsvRead, DoesNotLetAHalfCharacterSwallowAComma) {
  EXPECT_THAT(sentences(read_error("\x89\xDB,a\n\x89,1\n")), ElementsAre(HasSubstr("2 行目 A 列「課」")));
}

TEST(CsvRead, NamesEveryRowThatDoesNotFitTheHeader) {
  const Error error = read_error("a,b,c\n1,2\n1,2,3,4\n1,2,3,,\n1,2,3\n");
  EXPECT_EQ(error.code, Code::bad_input);
  EXPECT_THAT(error.text.ja, HasSubstr("2 件"));
  EXPECT_THAT(sentences(error), ElementsAre(HasSubstr("2 行目: セルが 2 個しかありません"),
                                            HasSubstr("3 行目: 見出し(3 列)より右にセルがあります")));
}

TEST(CsvRead, AcceptsABlockOfRowsThatExcelSavedWithoutItsEmptyLastColumn) {
  std::string text = "a,b,備考\n";
  for (int row = 2; row <= 16; ++row) text += "1,2,\n";
  for (int row = 17; row <= 32; ++row) text += "1,2\n";
  const Csv csv = read_ok(text + "1,2,3\n");
  EXPECT_EQ(csv.rows.size(), 32u);
  EXPECT_THAT(csv.rows[20].cells, ElementsAre("1", "2", ""));
  EXPECT_THAT(sentences(read_error(text + "1,2,3\n1,2\n")), ElementsAre(HasSubstr("34 行目")));
}

TEST(CsvRead, RefusesABrokenHeader) {
  EXPECT_THAT(sentences(read_error("課, 課　,b\n1,2,3\n")),
              ElementsAre(HasSubstr("1 行目 B 列「課」: 同じ見出し")));
  EXPECT_THAT(sentences(read_error("a,,b\n1,2,3\n")), ElementsAre(HasSubstr("1 行目 B 列「」: 見出しが空")));
  EXPECT_THAT(sentences(read_error("\na,b\n1,2\n")), ElementsAre(HasSubstr("1 行目に見出しがありません")));
  EXPECT_THAT(read_ok("a,b,,\n1,2,,\n").header, ElementsAre("a", "b"));
}

TEST(CsvRead, RefusesQuotesThatDoNotMatch) {
  EXPECT_THAT(read_error("a,b\n1,\"開いたまま\n2,3\n").text.ja, HasSubstr("2 行目の B 列で始まる引用符"));
  EXPECT_THAT(sentences(read_error("a,b\n\"x\"y,2\n")), ElementsAre(HasSubstr("2 行目: 閉じる引用符")));
}

TEST(CsvRead, RefusesNul) {
  EXPECT_THAT(sentences(read_error(std::string_view("a,b\n1,x\0y\n", 10))),
              ElementsAre(HasSubstr("2 行目 B 列「b」: NUL")));
}

TEST(CsvRead, SaysWhatAFileIsThatIsNoCsv) {
  EXPECT_THAT(read_error("PK\x03\x04xxxx").text.ja, HasSubstr("Excel ブックです"));
  EXPECT_THAT(read_error("\xD0\xCF\x11\xE0xxxx").text.ja, HasSubstr("Excel ブックです"));
  EXPECT_THAT(read_error(std::string_view("\xFF\xFE"
                                          "a\0",
                                          4))
                  .text.ja,
              HasSubstr("UTF-16"));
  EXPECT_THAT(read_error("\xEF\xBB\xBF\r\n").text.ja, HasSubstr("何も書かれていません"));
  EXPECT_EQ(read_ok("\xEF\xBB\xBFPK\x03\x04\n1\n").rows.size(), 1u);  // only the file's first bytes tell
}

TEST(CsvRead, HoldsItsLimits) {
  const auto code = [](const std::string& text) { return read_error(text).code; };
  EXPECT_EQ(code("a\n" + std::string(kMaxCellBytes + 1, 'x')), Code::limit);
  EXPECT_EQ(code("a\n" + std::string(kMaxCsvColumns, ',') + "x"), Code::limit);
  EXPECT_EQ(code("a" + std::string(kMaxCsvRows + 1, '\n')), Code::limit);
  EXPECT_EQ(code("a" + std::string(kMaxCsvBytes, '\n')), Code::limit);
  EXPECT_EQ(read_ok("a\n" + std::string(kMaxCellBytes, 'x')).rows[0].cells[0].size(), kMaxCellBytes);
  EXPECT_EQ(read_ok("a" + std::string(kMaxCsvRows, '\n')).rows.size(), 0u);

  std::string many = "a,b\n";
  for (std::size_t i = 0; i < kMaxCsvProblems + 10; ++i) many += "1,2,3\n";
  const Error error = read_error(many);
  EXPECT_EQ(error.problems.size(), kMaxCsvProblems);
  EXPECT_THAT(error.text.ja, HasSubstr("60 件"));
}

TEST(CsvWrite, QuotesWhatNeedsItAndEndsLinesForExcel) {
  EXPECT_EQ(write_csv({"a", "b"}, {{"x,y", "引用\"符"}, {"二\n行", " 空白"}}, Encoding::utf8).value(),
            "\xEF\xBB\xBF"
            "a,b\r\n\"x,y\",\"引用\"\"符\"\r\n\"二\n行\",\" 空白\"\r\n");
  EXPECT_EQ(write_csv({"ID", "IDx"}, {}, Encoding::cp932).value(), "\"ID\",IDx\r\n");
}

TEST(CsvWrite, GuardsFormulasAndLeavesNumbers) {
  const auto cell = [](const std::string& text) {
    const std::string csv = write_csv({"h"}, {{text}}, Encoding::utf8).value();
    return csv.substr(6, csv.size() - 8);
  };
  EXPECT_EQ(cell("=1+1"), "'=1+1");
  EXPECT_EQ(cell("@SUM(A1)"), "'@SUM(A1)");
  EXPECT_EQ(cell("＝1+1"), "'＝1+1");
  EXPECT_EQ(cell("+81-3-0000-0000"), "'+81-3-0000-0000");
  EXPECT_EQ(cell("-該当なし"), "'-該当なし");
  EXPECT_EQ(cell("\t=1"), "'\t=1");
  EXPECT_EQ(cell("\r=1"), "\"'\r=1\"");
  for (const char* number : {"-5", "+3%", "\"-1,234.5\"", "－１２", "−3"})
    EXPECT_EQ(cell(number[0] == '"' ? "-1,234.5" : number), number);
  for (const char* none : {"-", "－"}) EXPECT_EQ(cell(none), none);
  EXPECT_EQ(cell("'quoted'"), "'quoted'");
}

TEST(CsvWrite, ReadingRestoresEveryText) {
  const std::vector<Cells> rows = {
      {"=1+1", "-5", "'=x"}, {"'-5", "''@", "-"}, {"①㈱髙﨑～－∥￠", "a,\"b\"\nc", "\t"}, {"'", "a=b", "ｶﾞ"}};
  for (Encoding encoding : {Encoding::utf8, Encoding::cp932}) {
    const Csv csv = read_ok(write_csv({"あ", "い", "う"}, rows, encoding).value());
    EXPECT_EQ(csv.encoding, encoding);
    ASSERT_EQ(csv.rows.size(), rows.size());
    for (std::size_t r = 0; r < rows.size(); ++r) EXPECT_EQ(csv.rows[r].cells, rows[r]);
  }
}

TEST(CsvWrite, WritesTheSameCharacterOfJisUnderWindowsCode) {
  EXPECT_EQ(write_csv({"h"}, {{"a〜−‖¢£¬—"}}, Encoding::cp932).value(),
            "h\r\na\x81\x60\x81\x7C\x81\x61\x81\x91\x81\x92\x81\xCA\x81\x5C\r\n");
}

TEST(CsvWrite, NamesTheCharactersThatCp932Lacks) {
  const auto csv =
      write_csv({"番号", "事業名"}, {{"1", "面積㎥"}, {"2", "⑴と𠮷"}, {"3", "é"}}, Encoding::cp932);
  ASSERT_TRUE(csv.has_error());
  EXPECT_THAT(sentences(csv.error()), ElementsAre(HasSubstr("2 行目 B 列「事業名」: 文字「㎥」"),
                                                  HasSubstr("3 行目 B 列「事業名」: 文字「⑴」"),
                                                  HasSubstr("4 行目 B 列「事業名」: 文字「é」")));
}

TEST(CsvWrite, RefusesRowsOfAnotherLengthAndBrokenText) {
  const auto csv = write_csv({"a", "b"}, {{"1"}, {"\xff", "2"}}, Encoding::utf8);
  ASSERT_TRUE(csv.has_error());
  EXPECT_THAT(sentences(csv.error()), ElementsAre(HasSubstr("2 行目"), HasSubstr("3 行目 A 列「a」")));
}

TEST(CsvRead, NamesColumnsAsExcelDoes) {
  EXPECT_EQ(excel_column(0), "A");
  EXPECT_EQ(excel_column(25), "Z");
  EXPECT_EQ(excel_column(26), "AA");
  EXPECT_EQ(excel_column(701), "ZZ");
  EXPECT_EQ(excel_column(702), "AAA");
}

}  // namespace
}  // namespace kyodo::report
