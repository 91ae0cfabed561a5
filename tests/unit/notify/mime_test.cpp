#include "notify/mime.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace kyodo::notify {
namespace {

using testing::HasSubstr;

std::string decode_base64(const std::string& text) {
  static const std::string kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned value = 0;
  int bits = 0;
  for (char c : text) {
    if (c == '=' || c == '\r' || c == '\n') continue;
    const std::size_t digit = kDigits.find(c);
    EXPECT_NE(digit, std::string::npos) << c;
    value = value << 6 | static_cast<unsigned>(digit & 63);
    bits += 6;
    if (bits >= 8) bytes += static_cast<char>(value >> (bits -= 8) & 0xFF);
  }
  return bytes;
}

bool is_whole_utf8(const std::string& text) {
  std::size_t left = 0;
  for (unsigned char c : text) {
    if (left > 0) {
      if ((c & 0xC0) != 0x80) return false;
      --left;
    } else if (c >= 0xC0) {
      left = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : 1;
    } else if (c >= 0x80) {
      return false;
    }
  }
  return left == 0;
}

// A mail taken apart as a mail program does: unfolded, encoded words decoded one by one.
struct Parsed {
  std::map<std::string, std::string> headers;
  std::string body, html;
};

std::string decode_words(const std::string& value) {
  static const std::string kOpen = "=?UTF-8?B?";
  std::string out;
  for (std::size_t at = 0; at < value.size();) {
    if (value.compare(at, kOpen.size(), kOpen) != 0) {
      out += value[at++];
      continue;
    }
    const std::size_t end = value.find("?=", at + kOpen.size()) + 2;
    EXPECT_LE(end - at, 75u);
    const std::string word = decode_base64(value.substr(at + kOpen.size(), end - 2 - at - kOpen.size()));
    EXPECT_TRUE(is_whole_utf8(word)) << "a character was parted";
    out += word;
    at = end;
    if (value.compare(at, 1 + kOpen.size(), " " + kOpen) == 0) ++at;  // the space between two words is none
  }
  return out;
}

Parsed parse_part(const std::string& text) {
  Parsed mail;
  const std::size_t blank = text.find("\r\n\r\n");
  std::string last;
  for (std::size_t at = 0; at < blank + 2;) {
    const std::size_t end = text.find("\r\n", at);
    const std::string line = text.substr(at, end - at);
    EXPECT_LE(line.size(), 76u) << line;
    EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos);
    if (line[0] == ' ') {
      mail.headers[last] += line;
    } else {
      last = line.substr(0, line.find(": "));
      EXPECT_FALSE(mail.headers.contains(last)) << last;
      mail.headers[last] = line.substr(last.size() + 2);
    }
    at = end + 2;
  }
  for (auto& [name, value] : mail.headers) value = decode_words(value);
  mail.body = text.substr(blank + 4);
  return mail;
}

std::string decode_part(const std::string& text, const std::string& type) {
  const Parsed part = parse_part(text);
  EXPECT_EQ(part.headers.at("Content-Type"), type + "; charset=UTF-8");
  EXPECT_EQ(part.headers.at("Content-Transfer-Encoding"), "base64");
  for (std::size_t at = 0, end; (end = part.body.find("\r\n", at)) != std::string::npos; at = end + 2)
    EXPECT_LE(end - at, 76u);
  return decode_base64(part.body);
}

Parsed parse(const std::string& text) {
  Parsed mail = parse_part(text);
  const std::string& type = mail.headers.at("Content-Type");
  EXPECT_TRUE(type.starts_with("multipart/alternative; boundary=\"")) << type;
  const std::string boundary = "--" + type.substr(33, type.size() - 34);
  const std::size_t second = mail.body.find(boundary + "\r\n", 1), last = mail.body.find(boundary + "--\r\n");
  EXPECT_TRUE(mail.body.starts_with(boundary + "\r\n")) << mail.body;
  EXPECT_EQ(last + boundary.size() + 4, mail.body.size());
  const std::size_t skipped = boundary.size() + 2;
  mail.html = decode_part(mail.body.substr(second + skipped, last - second - skipped), "text/html");
  mail.body = decode_part(mail.body.substr(skipped, second - skipped), "text/plain");
  return mail;
}

Mail some_mail() {
  return {"kyodo@example.jp",
          "支え合い協働推進課",
          "kankyo@example.jp",
          "環境課 推進員",
          "協働診断シートの提出期限が近づいています",
          "提出期限は 6月1日です。\n",
          "<m-17@kyodo.invalid>",
          TimePoint{1'527'811'200'000},
          540};
}

Parsed parse_mail(const Mail& mail) {
  auto text = to_message(mail);
  EXPECT_TRUE(text) << text.error().text.en;
  return text ? parse(*text) : Parsed{};
}

TEST(ToMessage, ReadsBackAsItWasWritten) {
  const Parsed mail = parse_mail(some_mail());
  EXPECT_EQ(mail.headers.at("From"), "支え合い協働推進課 <kyodo@example.jp>");
  EXPECT_EQ(mail.headers.at("To"), "環境課 推進員 <kankyo@example.jp>");
  EXPECT_EQ(mail.headers.at("Subject"), "協働診断シートの提出期限が近づいています");
  EXPECT_EQ(mail.headers.at("Date"), "Fri, 1 Jun 2018 09:00:00 +0900");
  EXPECT_EQ(mail.headers.at("Message-ID"), "<m-17@kyodo.invalid>");
  EXPECT_EQ(mail.headers.at("Auto-Submitted"), "auto-generated");
  EXPECT_EQ(mail.body, "提出期限は 6月1日です。\r\n");
  EXPECT_THAT(mail.html, HasSubstr("<p>提出期限は 6月1日です。</p>\r\n"));
}

TEST(ToMessage, PartsALongSubjectBetweenCharactersOnly) {
  Mail mail = some_mail();
  for (int shift = 0; shift < 5; ++shift) {  // every position of a boundary inside a character
    mail.subject = std::string(static_cast<std::size_t>(shift), 'x');
    for (int i = 0; i < 30; ++i) mail.subject += "協働é𠮷";
    EXPECT_EQ(parse_mail(mail).headers.at("Subject"), mail.subject);
  }
}

TEST(ToMessage, LeavesPlainTextReadableAndEncodesWhatOnlyLooksEncoded) {
  Mail mail = some_mail();
  mail.subject = "Due 2018-06-01";
  EXPECT_THAT(to_message(mail).value(), HasSubstr("\r\nSubject: Due 2018-06-01\r\n"));
  mail.subject = "=?UTF-8?B?eA==?=";
  EXPECT_EQ(parse_mail(mail).headers.at("Subject"), mail.subject);
  mail.from_name = "Section \"A\" \\ (B), C";
  EXPECT_THAT(to_message(mail).value(),
              HasSubstr("From: \"Section \\\"A\\\" \\\\ (B), C\"\r\n <kyodo@example.jp>\r\n"));
}

TEST(ToMessage, EndsEveryLineOfTheBodyInCrlf) {
  Mail mail = some_mail();
  mail.body = "一\n二\r\n三\r四";
  EXPECT_EQ(parse_mail(mail).body, "一\r\n二\r\n三\r\n四\r\n");
  mail.body = "";
  EXPECT_EQ(parse_mail(mail).body, "");
  mail.body.clear();
  for (int i = 0; i < 500; ++i) mail.body += "長い本文";
  EXPECT_EQ(parse_mail(mail).body, mail.body + "\r\n");
}

TEST(ToMessage, GivesTheDateInTheZoneOfTheSender) {
  Mail mail = some_mail();
  mail.offset_minutes = -330;
  EXPECT_EQ(parse_mail(mail).headers.at("Date"), "Thu, 31 May 2018 18:30:00 -0530");
  mail.date = TimePoint{-1};
  mail.offset_minutes = 0;
  EXPECT_EQ(parse_mail(mail).headers.at("Date"), "Wed, 31 Dec 1969 23:59:59 +0000");
}

TEST(ToMessage, RefusesEveryFieldThatCouldAddAHeader) {
  const std::string kInjection = "x\r\nBcc: c@example.jp";
  for (std::string Mail::*field :
       {&Mail::from, &Mail::from_name, &Mail::to, &Mail::to_name, &Mail::subject, &Mail::message_id})
    for (const std::string& tail :
         {kInjection, std::string("\n"), std::string("\r"), std::string("\0", 1), std::string("\x7f")}) {
      Mail mail = some_mail();
      mail.*field += tail;
      auto text = to_message(mail);
      ASSERT_FALSE(text);
      EXPECT_EQ(text.error().code, Code::bad_input);
    }
  for (const char* address :
       {"", "no-at", "@example.jp", "a@", "a@b@c", "a b@example.jp", "a@example.jp, b@example.jp",
        "a\\@example.jp", "課@example.jp", "<a@example.jp>"}) {
    Mail mail = some_mail();
    mail.to = address;
    EXPECT_FALSE(to_message(mail)) << address;
  }
}

TEST(ToMessage, RefusesTextThatIsNotUtf8) {
  for (const std::string& broken :
       {std::string(60, '\x80'), std::string("\xE5\x8D"), std::string("\xC0\xAF"),
        std::string("\xED\xA0\x80"), std::string("\xF5\x80\x80\x80"), std::string("\xF0\x80\x80\x80")})
    for (std::string Mail::*field : {&Mail::from_name, &Mail::to_name, &Mail::subject, &Mail::body}) {
      Mail mail = some_mail();
      mail.*field = broken;
      EXPECT_FALSE(to_message(mail));
    }
  Mail mail = some_mail();
  mail.body = std::string("a\0b", 3);
  EXPECT_FALSE(to_message(mail));
}

TEST(ToMessage, HoldsItsLimits) {
  Mail mail = some_mail();
  mail.subject = std::string(kMaxSubjectBytes, 'x');
  EXPECT_TRUE(to_message(mail));
  mail.subject += 'x';
  EXPECT_EQ(to_message(mail).error().code, Code::limit);
  mail = some_mail();
  mail.body = std::string(kMaxBodyBytes, 'x');
  EXPECT_TRUE(to_message(mail));
  mail.body += 'x';
  EXPECT_EQ(to_message(mail).error().code, Code::limit);
}

}  // namespace
}  // namespace kyodo::notify
