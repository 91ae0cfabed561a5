#include "base/sha256.h"

#include <openssl/evp.h>

#include <array>
#include <new>

namespace kyodo {
namespace {

// Fetched once: OpenSSL's search for it at each use costs more than hashing a row of the journal.
const EVP_MD* algorithm() {
  static const EVP_MD* const kFetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return kFetched ? kFetched : EVP_sha256();
}

EVP_MD_CTX* md(void* context) {
  return static_cast<EVP_MD_CTX*>(context);
}

using Digest = std::array<unsigned char, EVP_MAX_MD_SIZE>;

std::string to_hex(const Digest& digest, unsigned int size) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(std::size_t{2} * size);
  for (unsigned int i = 0; i < size; ++i) {
    hex += kDigits[digest[i] >> 4];
    hex += kDigits[digest[i] & 15];
  }
  return hex;
}

}  // namespace

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  if (!context_) throw std::bad_alloc();
  EVP_DigestInit_ex(md(context_), algorithm(), nullptr);
}
Sha256::~Sha256() {
  EVP_MD_CTX_free(md(context_));
}

void Sha256::add(std::string_view part) {
  unsigned char length[8];
  for (int i = 0; i < 8; ++i) length[i] = static_cast<unsigned char>(part.size() >> (56 - 8 * i));
  EVP_DigestUpdate(md(context_), length, sizeof length);
  EVP_DigestUpdate(md(context_), part.data(), part.size());
}

std::string Sha256::hex() {
  Digest digest;
  unsigned int size = 0;
  EVP_DigestFinal_ex(md(context_), digest.data(), &size);
  return to_hex(digest, size);
}

std::string sha256_hex(std::string_view bytes) {
  Digest digest;
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, algorithm(), nullptr) != 1)
    throw std::bad_alloc();
  return to_hex(digest, size);
}

}  // namespace kyodo
