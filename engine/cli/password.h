// What a password has to be.
#pragma once

#include <string>

#include "base/result.h"

namespace kyodo::cli {

inline constexpr std::size_t kMinPasswordBytes = 12;
inline constexpr std::size_t kMaxPasswordBytes = 200;

// Long enough, UTF-8, no control characters: what makes it hard to guess is its length.
Result<void> check_new_password(const std::string& password);

}  // namespace kyodo::cli
