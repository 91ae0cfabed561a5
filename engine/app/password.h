// Argon2id by libsodium.
#pragma once

#include <string>

namespace kyodo::app {

// With a salt of its own; about a tenth of a second and 64 MiB, which is what OWASP and libsodium advise for
// interactive use. Throws std::bad_alloc when that memory is not there.
std::string hash_password(const std::string& password);
bool check_password(const std::string& hash, const std::string& password);

// One line from the terminal, not shown while it is typed; from a pipe as it comes.
std::string read_secret();

}  // namespace kyodo::app
