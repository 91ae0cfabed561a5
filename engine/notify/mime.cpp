#include "notify/mime.h"

#include <fmt/format.h>

#include <string_view>

#include "base/local_date.h"
#include "base/sha256.h"
#include "notify/base64.h"
#include "notify/html.h"

namespace kyodo::notify {
namespace {

constexpr int kMaxOffsetMinutes = 14 * 60;  // the farthest zone there is
constexpr std::size_t kWordBytes =
    39;  // of text in one encoded word: with "Subject: " before it, below 76 in all
constexpr std::size_t kLineCharacters = 76;
constexpr std::size_t kBoundaryDigits = 32;

bool is_plain(std::string_view text) {
  for (unsigned char c : text)
    if (c < 0x20 || c > 0x7e) return false;
  return text.find("=?") == std::string_view::npos;
}

// Length of the UTF-8 character that begins the text (RFC 3629); 0 if none does.
std::size_t character_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  if ((lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F)) return 0;  // overlong, surrogate
  if ((lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F))
    return 0;  // overlong, beyond U+10FFFF
  return length;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool is_header_text(std::string_view text) {
  for (unsigned char c : text)
    if (c < 0x20 || c == 0x7f) return false;
  return is_utf8(text);
}

// Encoded words of valid UTF-8, none of which splits a character; folded between them.
std::string encoded(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t length = 0;
    while (length < text.size() && length + character_length(text.substr(length)) <= kWordBytes)
      length += character_length(text.substr(length));
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + base64(text.substr(0, length)) + "?=";
    text.remove_prefix(length);
  }
  return out;
}

std::string quoted(std::string_view name) {
  std::string out = "\"";
  for (char c : name) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string mailbox(const std::string& name, const std::string& address) {
  if (name.empty()) return address;
  return (is_plain(name) && name.size() <= kWordBytes ? quoted(name) : encoded(name)) + "\r\n <" + address +
         ">";
}

bool is_address(std::string_view text) {
  std::size_t at = text.find('@');
  if (at == 0 || at == std::string_view::npos || at + 1 == text.size() || text.size() > 254) return false;
  if (text.find('@', at + 1) != std::string_view::npos) return false;
  for (unsigned char c : text)
    if (c <= 0x20 || c > 0x7e || c == '<' || c == '>' || c == '"' || c == ',' || c == ';' || c == '(' ||
        c == ')' || c == '\\')
      return false;
  return true;
}

std::string date_text(TimePoint time, int offset_minutes) {
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::int64_t seconds =
      (time.ms - (time.ms % 1000 + 1000) % 1000) / 1000 + std::int64_t{offset_minutes} * 60;
  std::int64_t day = seconds / 86400, rest = seconds % 86400;
  if (rest < 0) {
    --day;
    rest += 86400;
  }
  LocalDate date = date_of_days(static_cast<int>(day));
  int offset = offset_minutes < 0 ? -offset_minutes : offset_minutes;
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} {}{:02}{:02}", kDays[weekday(date)], date.day,
                     kMonths[date.month - 1], date.year, rest / 3600, rest / 60 % 60, rest % 60,
                     offset_minutes < 0 ? '-' : '+', offset / 60, offset % 60);
}

// CRLF for every LF, CR or CRLF, also at the end (RFC 2046, 4.1.1).
std::string with_mail_line_ends(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if (text[i] == '\r' || text[i] == '\n')
      out += "\r\n";
    else
      out += text[i];
  }
  if (!out.empty() && !out.ends_with("\r\n")) out += "\r\n";
  return out;
}

// From its boundary on; lines of 76 characters (RFC 2045, 6.8).
std::string part(const std::string& boundary, const char* type, std::string_view text) {
  std::string out = fmt::format(
      "--{}\r\nContent-Type: {}; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n", boundary, type);
  const std::string coded = base64(with_mail_line_ends(text));
  for (std::size_t i = 0; i < coded.size(); i += kLineCharacters)
    out += coded.substr(i, kLineCharacters) + "\r\n";
  return out;
}

Error bad_field(const char* field) {
  return fail(Code::bad_input, fmt::format("メールの{}に使えない文字があります。", field),
              fmt::format("The mail's {} holds characters it must not.", field));
}

}  // namespace

Result<std::string> to_message(const Mail& mail) {
  if (!is_address(mail.from)) return bad_field("差出人 (from)");
  if (!is_address(mail.to)) return bad_field("宛先 (to)");
  if (!is_header_text(mail.from_name) || !is_header_text(mail.to_name)) return bad_field("氏名 (name)");
  if (!is_header_text(mail.subject)) return bad_field("件名 (subject)");
  for (const std::string* field : {&mail.subject, &mail.from_name, &mail.to_name})
    if (field->size() > kMaxSubjectBytes)
      return fail(Code::limit,
                  fmt::format("メールの件名と氏名は、それぞれ {} バイトまでです。", kMaxSubjectBytes),
                  fmt::format("A mail's subject and names have at most {} bytes each.", kMaxSubjectBytes));
  std::string_view id = mail.message_id;
  if (id.size() < 5 || id.size() > 200 || id.front() != '<' || id.back() != '>' ||
      !is_address(id.substr(1, id.size() - 2)))
    return bad_field("Message-ID");
  if (mail.body.size() > kMaxBodyBytes)
    return fail(Code::limit, fmt::format("メールの本文は {} バイトまでです。", kMaxBodyBytes),
                fmt::format("A mail's body has at most {} bytes.", kMaxBodyBytes));

  if (!is_utf8(mail.body) || mail.body.find('\0') != std::string::npos) return bad_field("本文 (body)");
  if (mail.offset_minutes < -kMaxOffsetMinutes || mail.offset_minutes > kMaxOffsetMinutes)
    return bad_field("日時 (date)");

  // Of the Message-ID, so that every attempt gives the same bytes; "-" stands in no line of base64.
  const std::string boundary = "kyodo-" + sha256_hex(mail.message_id).substr(0, kBoundaryDigits);
  return "From: " + mailbox(mail.from_name, mail.from) + "\r\nTo: " + mailbox(mail.to_name, mail.to) +
         "\r\nSubject: " +
         (is_plain(mail.subject) && mail.subject.size() <= 65 ? mail.subject : encoded(mail.subject)) +
         "\r\nDate: " + date_text(mail.date, mail.offset_minutes) + "\r\nMessage-ID: " + mail.message_id +
         "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
         "Content-Type: multipart/alternative;\r\n boundary=\"" +
         boundary + "\"\r\n\r\n" + part(boundary, "text/plain", mail.body) +
         part(boundary, "text/html", html_of(mail.subject, mail.body)) + "--" + boundary + "--\r\n";
}

}  // namespace kyodo::notify
