// Delivery to a mail server (RFC 5321), by libcurl.
#pragma once

#include <memory>

#include "notify/channel.h"

namespace kyodo::notify {

inline constexpr long kSmtpSeconds = 30;  // for one mail, connecting included

struct SmtpSettings {
  std::string url;   // "smtp://mail.example.jp:587", "smtps://mail.example.jp"
  std::string user;  // "": no authentication
  std::string password;
  bool tls = true;      // with "smtp://": STARTTLS or nothing; false: never, for a server on this machine
  std::string ca_file;  // "": the machine's certificates
};

// Keeps its connection from mail to mail. One thread at a time.
class Smtp : public Channel {
 public:
  explicit Smtp(SmtpSettings settings);
  ~Smtp() override;

  // Code::io: nobody answers there, or not as agreed (TLS, password); Code::busy: not this mail now; and
  // Code::bad_input: this mail not at all.
  Result<void> deliver(const Mail& mail) override;

 private:
  struct Connection;
  SmtpSettings settings_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace kyodo::notify
