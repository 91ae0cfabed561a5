// SHA-256 (FIPS 180-4) by libcrypto, as lower-case hexadecimal.
#pragma once

#include <string>
#include <string_view>

namespace kyodo {

std::string sha256_hex(std::string_view bytes);

// Hashes parts so that no two different lists of parts give the same input: each part is preceded by its
// length as 8 bytes, big endian. They are kept until the end, since hashing them piece by piece costs more.
class Sha256 {
 public:
  void add(std::string_view part);
  std::string hex() const { return sha256_hex(parts_); }

 private:
  std::string parts_;
};

}  // namespace kyodo
