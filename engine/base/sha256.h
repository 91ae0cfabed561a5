// SHA-256 (FIPS 180-4) by libcrypto, as lower-case hexadecimal.
#pragma once

#include <string>
#include <string_view>

namespace kyodo {

std::string sha256_hex(std::string_view bytes);

// Hashes parts so that no two different lists of parts give the same input: each part is preceded by its
// length as 8 bytes, big endian.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(std::string_view part);
  std::string hex();  // once

 private:
  void* context_;
};

}  // namespace kyodo
