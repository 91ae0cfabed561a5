#include "base/sha256.h"

#include <openssl/evp.h>

#include <array>
#include <new>

namespace kyodo {
namespace {

EVP_MD_CTX* md(void* context) { return static_cast<EVP_MD_CTX*>(context); }

std::string finish_hex(EVP_MD_CTX* context) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int size = 0;
  EVP_DigestFinal_ex(context, digest.data(), &size);
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
  EVP_DigestInit_ex(md(context_), EVP_sha256(), nullptr);
}
Sha256::~Sha256() { EVP_MD_CTX_free(md(context_)); }

void Sha256::add(std::string_view part) {
  unsigned char length[8];
  for (int i = 0; i < 8; ++i) length[i] = static_cast<unsigned char>(part.size() >> (56 - 8 * i));
  EVP_DigestUpdate(md(context_), length, sizeof length);
  EVP_DigestUpdate(md(context_), part.data(), part.size());
}

std::string Sha256::hex() { return finish_hex(md(context_)); }

std::string sha256_hex(std::string_view bytes) {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  if (!context) throw std::bad_alloc();
  EVP_DigestInit_ex(context, EVP_sha256(), nullptr);
  EVP_DigestUpdate(context, bytes.data(), bytes.size());
  std::string hex = finish_hex(context);
  EVP_MD_CTX_free(context);
  return hex;
}

}  // namespace kyodo
