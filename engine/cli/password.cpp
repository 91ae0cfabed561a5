#include "cli/password.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/encoding.h"

namespace kyodo::cli {

Result<void> check_new_password(const std::string& password) {
  const bool plain = report::is_valid_utf8(password) &&
                     std::none_of(password.begin(), password.end(),
                                  [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (plain && password.size() >= kMinPasswordBytes && password.size() <= kMaxPasswordBytes) return {};
  return fail(Code::bad_input,
              fmt::format("パスワードは {} から {} バイトまでの文字にしてください。長いほど安全です。",
                          kMinPasswordBytes, kMaxPasswordBytes),
              fmt::format("A password has {} to {} bytes of text. The longer the better.", kMinPasswordBytes,
                          kMaxPasswordBytes));
}

}  // namespace kyodo::cli
