// What the office has set about its notices.
#pragma once

#include <string>

namespace kyodo::notify {

struct Settings {
  std::string from;                   // address of the sender
  std::string office_name;            // "" = as the workflow has it
  int morning_minutes = 8 * 60 + 30;  // local time from which the day's messages are made
  int max_attempts = 8;
};

}  // namespace kyodo::notify
