// Delivery to a program of the city by HTTP: one POST for each message, signed in the manner of Standard
// Webhooks 1.0 (docs/formats/webhook.md), by libcurl.
#pragma once

#include <functional>
#include <memory>

#include "notify/channel.h"

namespace kyodo::notify {

inline constexpr long kWebhookSeconds = 30;  // for one message, connecting included
inline constexpr std::size_t kMaxWebhookAnswer =
    64u << 10;  // bytes of a response's body; what follows is not read
inline constexpr std::size_t kMinSecretBytes = 24, kMaxSecretBytes = 64;

struct WebhookSettings {
  std::string url;      // as check_webhook_url has it
  std::string secret;   // as check_webhook_secret has it
  std::string ca_file;  // "": the machine's certificates
  long seconds = kWebhookSeconds;
};

// https, or http to this machine; no user or password in it. Code::bad_input.
Result<void> check_webhook_url(const std::string& url);
// "whsec_" and kMinSecretBytes to kMaxSecretBytes of base64. Code::bad_input.
Result<void> check_webhook_secret(const std::string& secret);

// What is posted: the same bytes at every attempt.
std::string webhook_body(const Mail& mail);
// The message's id there, without the "." that parts what is signed.
std::string webhook_id(const Mail& mail);
// "v1,…" over id, time (Unix seconds) and body.
std::string webhook_signature(const std::string& secret, const std::string& id, std::int64_t seconds,
                              const std::string& body);

// Keeps its connection from message to message. One thread at a time.
class Webhook : public Channel {
 public:
  // now: the time that the receiver's clock has too.
  Webhook(WebhookSettings settings, std::function<TimePoint()> now);
  ~Webhook() override;

  // Any 2xx is delivered. Redirects are not followed. Code::io: nobody answers in time, not as agreed (TLS,
  // 3xx, 401, 403, 404, 405, 410), or not now (429, 502, 503, 504); Code::busy: not this message now (408,
  // other 5xx); Code::bad_input: this message not at all (any other status).
  Result<void> deliver(const Mail& mail) override;
  std::int64_t asked_wait_ms() const override { return asked_wait_ms_; }

 private:
  struct Connection;
  WebhookSettings settings_;
  std::function<TimePoint()> now_;
  std::unique_ptr<Connection> connection_;
  std::int64_t asked_wait_ms_ = 0;
};

}  // namespace kyodo::notify
