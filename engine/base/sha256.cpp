#include "base/sha256.h"

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <new>

namespace kyodo {
namespace {

// Fetched once: OpenSSL's search for it at each use costs more than hashing a row of the journal.
const EVP_MD* algorithm() {
  static const EVP_MD* const kFetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return kFetched ? kFetched : EVP_sha256();
}

// Kept for the same reason.
EVP_MD_CTX* context() {
  struct Free {
    void operator()(EVP_MD_CTX* made) const { EVP_MD_CTX_free(made); }
  };
  thread_local const std::unique_ptr<EVP_MD_CTX, Free> kept(EVP_MD_CTX_new());
  if (!kept) throw std::bad_alloc();
  return kept.get();
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int size = 0;
  EVP_MD_CTX* const md = context();
  if (EVP_DigestInit_ex(md, algorithm(), nullptr) != 1 ||
      EVP_DigestUpdate(md, bytes.data(), bytes.size()) != 1 ||
      EVP_DigestFinal_ex(md, digest.data(), &size) != 1)
    throw std::bad_alloc();
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex(std::size_t{2} * size, '0');
  for (std::size_t i = 0; i < size; ++i) {
    hex[2 * i] = kDigits[digest[i] >> 4];
    hex[2 * i + 1] = kDigits[digest[i] & 15];
  }
  return hex;
}

void Sha256::add(std::string_view part) {
  char length[8];
  for (int i = 0; i < 8; ++i) length[i] = static_cast<char>(part.size() >> (56 - 8 * i));
  parts_.append(length, sizeof length).append(part);
}

}  // namespace kyodo
