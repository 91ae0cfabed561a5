#include "report/encoding.h"

#include <unicode/ucnv.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <stdexcept>

namespace kyodo::report {
namespace {

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

// Stops at what it cannot convert instead of putting a substitute.
Converter open_cp932() {
  UErrorCode error = U_ZERO_ERROR;
  Converter converter(ucnv_open("ibm-943_P15A-2003", &error));
  if (U_FAILURE(error) != 0) throw std::runtime_error("ICU has no converter for CP932");
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  ucnv_setFromUCallBack(converter.get(), UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  return converter;
}

// A converter holds state while it works, so each thread has its own.
UConverter* cp932() {
  thread_local const Converter converter = open_cp932();
  ucnv_reset(converter.get());
  return converter.get();
}

UChar32 next_code_point(std::string_view text, std::size_t& at) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  UChar32 code = 0;
  U8_NEXT(bytes, at, text.size(), code);
  return code;
}

char16_t windows_code(UChar32 code) {
  switch (code) {
    case 0x301C:
      return 0xFF5E;  // wave dash
    case 0x2212:
      return 0xFF0D;  // minus sign
    case 0x2016:
      return 0x2225;  // double vertical line
    case 0x2014:
      return 0x2015;  // em dash
    case 0x00A2:
      return 0xFFE0;  // cent
    case 0x00A3:
      return 0xFFE1;  // pound
    case 0x00AC:
      return 0xFFE2;  // not sign
    default:
      return 0;
  }
}

bool append_cp932(std::string& bytes, UChar32 code) {
  if (code < 0x80) {  // the converter exchanges three control characters; as bytes they are themselves
    bytes += static_cast<char>(code);
    return true;
  }
  if (code > 0xFFFF) return false;
  char16_t unit = windows_code(code);
  if (unit == 0) unit = static_cast<char16_t>(code);
  char encoded[4];
  UErrorCode error = U_ZERO_ERROR;
  const std::int32_t length = ucnv_fromUChars(cp932(), encoded, sizeof encoded, &unit, 1, &error);
  if (U_FAILURE(error) != 0) return false;
  bytes.append(encoded, static_cast<std::size_t>(length));
  return true;
}

}  // namespace

bool is_ascii(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_valid_utf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();)
    if (next_code_point(bytes, at) < 0) return false;
  return true;
}

std::optional<std::string> utf8_of_cp932(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 3 / 2);
  for (std::size_t at = 0; at < bytes.size();) {
    if (static_cast<unsigned char>(bytes[at]) < 0x80) {
      text += bytes[at++];
      continue;
    }
    // In CP932 a first byte below 0xE0 and above 0x9F is a half-width katakana of one byte.
    const auto lead = static_cast<unsigned char>(bytes[at]);
    const std::size_t length = lead >= 0xA0 && lead <= 0xDF ? 1 : 2;
    if (at + length > bytes.size()) return std::nullopt;
    char16_t units[2];
    UErrorCode error = U_ZERO_ERROR;
    const std::int32_t count =
        ucnv_toUChars(cp932(), units, 2, bytes.data() + at, static_cast<std::int32_t>(length), &error);
    if (U_FAILURE(error) != 0 || count != 1) return std::nullopt;
    std::uint8_t encoded[U8_MAX_LENGTH];
    std::size_t size = 0;
    U8_APPEND_UNSAFE(encoded, size, units[0]);
    text.append(reinterpret_cast<const char*>(encoded), size);
    at += length;
  }
  return text;
}

Cp932Text cp932_of_utf8(std::string_view text) {
  Cp932Text out;
  if (is_ascii(text)) {
    out.bytes = text;
    return out;
  }
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    if (!append_cp932(out.bytes, next_code_point(text, at))) {
      out.missing = text.substr(begin, at - begin);
      return out;
    }
  }
  return out;
}

}  // namespace kyodo::report
