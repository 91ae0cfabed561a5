#include "notify/webhook.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <cstdlib>

#include "base/json.h"
#include "base/local_date.h"
#include "notify/base64.h"

namespace kyodo::notify {
namespace {

constexpr std::string_view kSecretBegins = "whsec_";
constexpr const char* kThisMachine = "localhost,127.0.0.1,::1";

struct UrlParts {
  std::string scheme, host;
  bool credentials = false;
};

std::optional<UrlParts> parts_of(const std::string& url) {
  struct Free {
    void operator()(CURLU* handle) const { curl_url_cleanup(handle); }
  };
  const std::unique_ptr<CURLU, Free> handle(curl_url());
  if (!handle || curl_url_set(handle.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return std::nullopt;
  auto part = [&](CURLUPart which) {
    char* text = nullptr;
    std::string value = curl_url_get(handle.get(), which, &text, 0) == CURLUE_OK ? text : "";
    curl_free(text);
    return value;
  };
  return UrlParts{part(CURLUPART_SCHEME), part(CURLUPART_HOST),
                  !part(CURLUPART_USER).empty() || !part(CURLUPART_PASSWORD).empty()};
}

// Its body is of no interest, but what a server sends without end ends here.
std::size_t drop(char*, std::size_t size, std::size_t count, void* left) {
  std::size_t& room = *static_cast<std::size_t*>(left);
  if (size * count > room) return 0;
  room -= size * count;
  return size * count;
}

// RFC 3339 in the sender's zone.
std::string time_text(const Mail& mail) {
  const std::int64_t local = mail.date.ms / 1000 + std::int64_t{mail.offset_minutes} * 60;
  const std::int64_t second = (local % 86'400 + 86'400) % 86'400;
  const int offset = std::abs(mail.offset_minutes);
  return fmt::format("{}T{:02}:{:02}:{:02}{}{:02}:{:02}",
                     to_string(date_of_days(static_cast<int>((local - second) / 86'400))), second / 3600,
                     second / 60 % 60, second % 60, mail.offset_minutes < 0 ? '-' : '+', offset / 60,
                     offset % 60);
}

bool is_address_or_key(long status) {
  return (status >= 300 && status < 400) || status == 401 || status == 403 || status == 404 ||
         status == 405 || status == 410;
}

Error refusal(long status) {
  if (is_address_or_key(status))
    return fail(
        Code::io,
        fmt::format(
            "Webhook の受け手が {} を返しました。kyodo.info の notify の webhook_url と webhook_secret "
            "を確かめてください(転送には従いません)。",
            status),
        fmt::format("The webhook's receiver answered {}. Check webhook_url and webhook_secret in "
                    "kyodo.info; redirects are not followed.",
                    status));
  if (status == 429 || status == 502 || status == 503 || status == 504)
    return fail(Code::io, fmt::format("Webhook の受け手がいまは受け取れません({})。", status),
                fmt::format("The webhook's receiver takes nothing now ({}).", status));
  if (status == 408 || status >= 500)
    return fail(Code::busy, fmt::format("Webhook の受け手がいまは受け取りませんでした({})。", status),
                fmt::format("The webhook's receiver does not take it now ({}).", status));
  return fail(Code::bad_input, fmt::format("Webhook の受け手が受け取りを断りました({})。", status),
              fmt::format("The webhook's receiver refused it ({}).", status));
}

}  // namespace

Result<void> check_webhook_url(const std::string& url) {
  const auto parts = parts_of(url);
  const bool here =
      parts && (parts->host == "localhost" || parts->host == "127.0.0.1" || parts->host == "[::1]");
  if (parts && !parts->credentials && (parts->scheme == "https" || (parts->scheme == "http" && here)))
    return {};
  return fail(
      Code::bad_input,
      fmt::format(
          "「{}」は Webhook の宛先にできません。https:// で始まるアドレスを、利用者名とパスワードなしで書いて"
          "ください(この機械の中なら http:// でも構いません)。",
          url),
      fmt::format("\"{}\" cannot take a webhook. Write an address of https:// without user and password; "
                  "http:// is for this machine only.",
                  url));
}

Result<void> check_webhook_secret(const std::string& secret) {
  const auto key =
      secret.starts_with(kSecretBegins) ? from_base64(secret.substr(kSecretBegins.size())) : std::nullopt;
  if (key && key->size() >= kMinSecretBytes && key->size() <= kMaxSecretBytes) return {};
  return fail(Code::bad_input,
              fmt::format("Webhook の鍵は、whsec_ の後に {} から {} バイトを base64 で書いたものです。"
                          "「echo whsec_$(openssl rand -base64 32)」で作れます。",
                          kMinSecretBytes, kMaxSecretBytes),
              fmt::format("A webhook's secret is whsec_ and {} to {} bytes in base64. "
                          "\"echo whsec_$(openssl rand -base64 32)\" makes one.",
                          kMinSecretBytes, kMaxSecretBytes));
}

std::string webhook_body(const Mail& mail) {
  return to_text(JsonObject{{"type", "notice.daily"},
                            {"timestamp", time_text(mail)},
                            {"data",
                             {{"message_id", mail.message_id},
                              {"to", {{"name", mail.to_name}, {"address", mail.to}}},
                              {"from", {{"name", mail.from_name}, {"address", mail.from}}},
                              {"subject", mail.subject},
                              {"text", mail.body}}}});
}

std::string webhook_id(const Mail& mail) {
  const std::size_t end = mail.message_id.find('@');
  std::string id = mail.message_id.substr(0, end);
  if (id.starts_with('<')) id.erase(0, 1);
  std::replace(id.begin(), id.end(), '.', '_');
  return id;
}

std::string webhook_signature(const std::string& secret, const std::string& id, std::int64_t seconds,
                              const std::string& body) {
  const std::string key = from_base64(std::string_view(secret).substr(kSecretBegins.size())).value_or("");
  const std::string text = fmt::format("{}.{}.{}", id, seconds, body);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
            reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &size))
    throw std::bad_alloc();
  return "v1," + base64(std::string_view(reinterpret_cast<const char*>(digest), size));
}

struct Webhook::Connection {
  CURL* curl = curl_easy_init();
  char detail[CURL_ERROR_SIZE] = "";
  ~Connection() { curl_easy_cleanup(curl); }
};

Webhook::Webhook(WebhookSettings settings, std::function<TimePoint()> now)
    : settings_(std::move(settings)), now_(std::move(now)), connection_(std::make_unique<Connection>()) {}
Webhook::~Webhook() = default;

Result<void> Webhook::deliver(const Mail& mail) {
  asked_wait_ms_ = 0;
  if (auto good = check_webhook_url(settings_.url); !good)
    return fail(Code::io, good.error().text.ja, good.error().text.en);
  if (auto good = check_webhook_secret(settings_.secret); !good)
    return fail(Code::io, good.error().text.ja, good.error().text.en);
  CURL* const curl = connection_->curl;
  if (!curl) return fail(Code::io, "Webhook を送る用意ができません。", "Cannot prepare to call the webhook.");
  curl_easy_reset(curl);  // the connection stays
  connection_->detail[0] = '\0';
  const std::string body = webhook_body(mail), id = webhook_id(mail);
  const std::int64_t seconds = now_().ms / 1000;
  curl_slist* headers = nullptr;
  for (const std::string& line :
       {std::string("Content-Type: application/json"), std::string("User-Agent: kyodo"),
        std::string("Expect:"), "webhook-id: " + id, fmt::format("webhook-timestamp: {}", seconds),
        "webhook-signature: " + webhook_signature(settings_.secret, id, seconds, body)})
    headers = curl_slist_append(headers, line.c_str());
  std::size_t room = kMaxWebhookAnswer;
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, connection_->detail);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_URL, settings_.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_NOPROXY, kThisMachine);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, settings_.seconds);
  if (!settings_.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, settings_.ca_file.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &room);
  const CURLcode code = curl_easy_perform(curl);
  long status = 0;
  curl_off_t wait = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &wait);
  curl_slist_free_all(headers);
  if (code != CURLE_OK && code != CURLE_WRITE_ERROR) {
    const std::string why = *connection_->detail ? connection_->detail : curl_easy_strerror(code);
    return fail(
        Code::io,
        fmt::format("Webhook の受け手につながりません({})。kyodo.info の notify を確かめてください。", why),
        fmt::format("The webhook's receiver cannot be reached ({}). Check notify in kyodo.info.", why));
  }
  if (status >= 200 && status < 300) return {};
  asked_wait_ms_ = std::min<std::int64_t>(wait, kMaxAskedWaitMs / 1000) * 1000;
  return refusal(status);
}

}  // namespace kyodo::notify
