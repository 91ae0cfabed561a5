#include "notify/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kyodo::notify {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string body_of(const std::string& text) {
  const std::string page = html_of("件名", text);
  const std::size_t from = page.find("<body>\n") + 7;
  return page.substr(from, page.find("</body>") - from);
}

TEST(Html, ReadsTheFormOfALineAsAPersonDoes) {
  EXPECT_EQ(body_of("環境課 様\n\n一行目\n二行目\n\n■ 期限切れ\n・里山保全（03-1）\n　期限 "
                    "4月16日\n・川の清掃\n\n以上です。\n"
                    "--\n協働推進課\n電話番号:0568-76-1629\n"),
            "<p>環境課 "
            "様</p>\n<p>一行目<br/>\n二行目</p>\n<h2>期限切れ</h2>\n<ul>\n<li>里山保全（03-1）<br/>\n期限 "
            "4月16日</li>\n"
            "<li>川の清掃</li>\n</ul>\n<p>以上です。</p>\n<footer>\n協働推進課<br/"
            ">\n電話番号:0568-76-1629\n</footer>\n");
}

TEST(Html, ClosesWhatIsOpenWhateverFollows) {
  EXPECT_EQ(body_of("・一\n■ 二\n三\n・四\n五"),
            "<ul>\n<li>一</li>\n</ul>\n<h2>二</h2>\n<p>三</p>\n<ul>\n<li>四</li>\n</ul>\n<p>五</p>\n");
  EXPECT_EQ(body_of("　字下げ"), "<p>　字下げ</p>\n");
  EXPECT_EQ(body_of(""), "");
  EXPECT_EQ(body_of("--"), "");
  EXPECT_EQ(body_of("一\r\n二\r三"), "<p>一<br/>\n二<br/>\n三</p>\n");
}

TEST(Html, EscapesWhatPeopleEntered) {
  const std::string page =
      html_of("<b>&\"", "<script>alert('x')</script> & \x01\x1b\n■ <i>\n・\"a\"\n--\n<b>");
  EXPECT_THAT(page, HasSubstr("<title>&lt;b&gt;&amp;&quot;</title>"));
  EXPECT_THAT(page, HasSubstr("<p>&lt;script&gt;alert('x')&lt;/script&gt; &amp; </p>"));
  EXPECT_THAT(page, HasSubstr("<h2>&lt;i&gt;</h2>"));
  EXPECT_THAT(page, HasSubstr("<li>&quot;a&quot;</li>"));
  EXPECT_THAT(page, HasSubstr("<footer>\n&lt;b&gt;\n</footer>"));
}

TEST(Html, LinksOnlyWhatStandsInTheSignature) {
  const std::string above =
      body_of("https://evil.example/\n・https://evil.example/\n--\nhttps://not-the-last.example/\n--\n課\n");
  EXPECT_THAT(above, Not(HasSubstr("<a ")));
  EXPECT_THAT(above, HasSubstr("https://not-the-last.example/"));
  EXPECT_EQ(body_of("--\n窓口 https://www.city.example.jp/kyodo?a=1&b=2。http http:// javascript:x "
                    "(http://a.example/b).\n"),
            "<footer>\n窓口 <a href=\"https://www.city.example.jp/kyodo?a=1&amp;b=2\">"
            "https://www.city.example.jp/kyodo?a=1&amp;b=2</a>。http http:// javascript:x "
            "(<a href=\"http://a.example/b\">http://a.example/b</a>).\n</footer>\n");
}

TEST(Html, LoadsNothingAndLeavesColoursToTheReader) {
  const std::string page = html_of("件名", "本文\n--\nhttps://www.city.example.jp/\n");
  for (const char* what : {"src=", "url(", "@import", "<script", "<img", "<link", "background", "#"})
    EXPECT_THAT(page, Not(HasSubstr(what)));
  EXPECT_THAT(page, HasSubstr("<html lang=\"ja\">"));
  EXPECT_THAT(page, HasSubstr("<meta name=\"color-scheme\" content=\"light dark\"/>"));
  EXPECT_THAT(page, HasSubstr("width=device-width"));
}

}  // namespace
}  // namespace kyodo::notify
