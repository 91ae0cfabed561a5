// Delivery into a Maildir: a folder with tmp, new and cur that any mail program reads.
#pragma once

#include "notify/channel.h"

namespace kyodo::notify {

class Maildir : public Channel {
 public:
  // Makes the folder and its three parts if they are missing.
  static Result<Maildir> open(const std::string& folder);

  // Written and synced in tmp, then moved into new under a name made from the Message-ID: delivering the same
  // mail twice leaves one file, unless a reader moved it to cur meanwhile. Code::io, Code::bad_input.
  Result<void> deliver(const Mail& mail) override;

 private:
  explicit Maildir(std::string folder) : folder_(std::move(folder)) {}
  std::string folder_;
};

}  // namespace kyodo::notify
