#include "notify/smtp.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "notify/mime.h"

namespace kyodo::notify {
namespace {

// What is not yet read of the mail.
std::size_t read_text(char* to, std::size_t size, std::size_t count, void* from) {
  auto& text = *static_cast<std::string_view*>(from);
  const std::size_t taken = std::min(size * count, text.size());
  std::memcpy(to, text.data(), taken);
  text.remove_prefix(taken);
  return taken;
}

// What the server last said against it, without its line end.
std::size_t keep_line(char* from, std::size_t size, std::size_t count, void* to) {
  std::string line(from, size * count);
  if (!line.starts_with('4') && !line.starts_with('5')) return size * count;
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
  *static_cast<std::string*>(to) = std::move(line);
  return size * count;
}

constexpr long kServiceNotAvailable = 421;  // RFC 5321, 3.8: it is about to end

Error failure(CURLcode code, long answer, const std::string& said, const char* detail) {
  const std::string why = answer >= 400 && !said.empty() ? said : *detail ? detail : curl_easy_strerror(code);
  const bool of_the_mail = code != CURLE_LOGIN_DENIED && answer >= 400 && answer != kServiceNotAvailable;
  if (!of_the_mail)
    return fail(
        Code::io,
        fmt::format("メールサーバーにつながりません({})。kyodo.info の notify を確かめてください。", why),
        fmt::format("The mail server cannot be reached ({}). Check notify in kyodo.info.", why));
  if (answer < 500)
    return fail(Code::busy, fmt::format("メールサーバーがいまは受け取りませんでした({})。", why),
                fmt::format("The mail server does not take it now ({}).", why));
  return fail(Code::bad_input, fmt::format("メールサーバーが受け取りを断りました({})。", why),
              fmt::format("The mail server refused it ({}).", why));
}

}  // namespace

struct Smtp::Connection {
  CURL* curl = curl_easy_init();
  char detail[CURL_ERROR_SIZE] = "";
  ~Connection() { curl_easy_cleanup(curl); }
};

Smtp::Smtp(SmtpSettings settings)
    : settings_(std::move(settings)), connection_(std::make_unique<Connection>()) {}
Smtp::~Smtp() = default;

Result<void> Smtp::deliver(const Mail& mail) {
  auto text = to_message(mail);
  if (!text) return text.error();
  CURL* const curl = connection_->curl;
  if (!curl) return fail(Code::io, "メールを送る用意ができません。", "Cannot prepare to send mail.");
  curl_easy_reset(curl);  // the connection stays
  connection_->detail[0] = '\0';
  std::string_view left = *text;
  std::string said;
  const std::string from = "<" + mail.from + ">", to = "<" + mail.to + ">";
  curl_slist* const recipients = curl_slist_append(nullptr, to.c_str());
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, connection_->detail);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_URL, settings_.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kSmtpSeconds);
  curl_easy_setopt(curl, CURLOPT_USE_SSL,
                   static_cast<long>(settings_.tls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
  if (!settings_.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, settings_.ca_file.c_str());
  if (!settings_.user.empty()) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, settings_.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, settings_.password.c_str());
  }
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_text);
  curl_easy_setopt(curl, CURLOPT_READDATA, &left);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, keep_line);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &said);
  const CURLcode code = curl_easy_perform(curl);
  long answer = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
  curl_slist_free_all(recipients);
  if (code == CURLE_OK) return {};
  return failure(code, answer, said, connection_->detail);
}

}  // namespace kyodo::notify
