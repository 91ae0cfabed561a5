#include "notify/mime.h"

#include <fmt/format.h>

#include <string_view>

#include "base/local_date.h"

namespace kyodo::notify {
namespace {

constexpr std::size_t kWordBytes = 39;  // of text in one encoded word: with "Subject: " before it, below 76 in all

std::string base64(std::string_view bytes) {
  static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned value = 0;
    for (std::size_t k = 0; k < 3; ++k)
      value = value << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (int k = 0; k < 4; ++k)
      text += i + static_cast<std::size_t>(k) > bytes.size() ? '=' : kDigits[value >> (18 - 6 * k) & 63];
  }
  return text;
}

bool is_plain(std::string_view text) {
  for (unsigned char c : text)
    if (c < 0x20 || c > 0x7e) return false;
  return text.find("=?") == std::string_view::npos;
}

bool has_control(std::string_view text) {
  for (unsigned char c : text)
    if (c < 0x20 || c == 0x7f) return true;
  return false;
}

// Encoded words, none of which splits a character; folded between them.
std::string encoded(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t length = std::min(text.size(), kWordBytes);
    while (length < text.size() && length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) --length;
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
  return (is_plain(name) && name.size() <= kWordBytes ? quoted(name) : encoded(name)) + "\r\n <" + address + ">";
}

bool is_address(std::string_view text) {
  std::size_t at = text.find('@');
  if (at == 0 || at == std::string_view::npos || at + 1 == text.size() || text.size() > 254) return false;
  if (text.find('@', at + 1) != std::string_view::npos) return false;
  for (unsigned char c : text)
    if (c <= 0x20 || c > 0x7e || c == '<' || c == '>' || c == '"' || c == ',' || c == ';' || c == '(' || c == ')') return false;
  return true;
}

std::string date_text(TimePoint time, int offset_minutes) {
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::int64_t seconds = time.ms / 1000 + offset_minutes * 60;
  std::int64_t day = seconds / 86400, rest = seconds % 86400;
  if (rest < 0) {
    --day;
    rest += 86400;
  }
  LocalDate date = date_of_days(static_cast<int>(day));
  int offset = offset_minutes < 0 ? -offset_minutes : offset_minutes;
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} {}{:02}{:02}", kDays[weekday(date)], date.day, kMonths[date.month - 1], date.year,
                     rest / 3600, rest / 60 % 60, rest % 60, offset_minutes < 0 ? '-' : '+', offset / 60, offset % 60);
}

Error bad_field(const char* field) {
  return fail(Code::bad_input, fmt::format("メールの{}に使えない文字があります。", field), fmt::format("The mail's {} holds characters it must not.", field));
}

}  // namespace

Result<std::string> to_message(const Mail& mail) {
  if (!is_address(mail.from)) return bad_field("差出人 (from)");
  if (!is_address(mail.to)) return bad_field("宛先 (to)");
  if (has_control(mail.from_name) || has_control(mail.to_name)) return bad_field("氏名 (name)");
  if (has_control(mail.subject) || mail.subject.size() > kMaxSubjectBytes) return bad_field("件名 (subject)");
  std::string_view id = mail.message_id;
  if (id.size() < 5 || id.size() > 200 || id.front() != '<' || id.back() != '>' || !is_address(id.substr(1, id.size() - 2)))
    return bad_field("Message-ID");
  if (mail.body.size() > kMaxBodyBytes)
    return fail(Code::limit, fmt::format("メールの本文は {} バイトまでです。", kMaxBodyBytes), fmt::format("A mail's body has at most {} bytes.", kMaxBodyBytes));

  std::string body;
  for (char c : mail.body) {
    if (c == '\r') continue;
    if (c == '\n') body += '\r';
    body += c;
  }
  std::string text = "From: " + mailbox(mail.from_name, mail.from) + "\r\nTo: " + mailbox(mail.to_name, mail.to) +
                     "\r\nSubject: " + (is_plain(mail.subject) && mail.subject.size() <= 65 ? mail.subject : encoded(mail.subject)) +
                     "\r\nDate: " + date_text(mail.date, mail.offset_minutes) + "\r\nMessage-ID: " + mail.message_id +
                     "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n"
                     "Content-Transfer-Encoding: base64\r\n\r\n";
  std::string coded = base64(body);
  for (std::size_t i = 0; i < coded.size(); i += 76) text += coded.substr(i, 76) + "\r\n";
  return text;
}

}  // namespace kyodo::notify
