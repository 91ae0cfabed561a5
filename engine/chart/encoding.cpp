#include "chart/encoding.h"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cctype>
#include <memory>

namespace kyodo::chart {
namespace {

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

bool same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
  });
}

// Those whose text can hide markup from a reader that looks at bytes (UTF-7, SCSU, ISO-2022) are left out.
bool is_plain(UConverterType type) {
  return type == UCNV_SBCS || type == UCNV_DBCS || type == UCNV_MBCS || type == UCNV_LATIN_1 ||
         type == UCNV_US_ASCII || type == UCNV_UTF16 || type == UCNV_UTF16_BigEndian ||
         type == UCNV_UTF16_LittleEndian;
}

}  // namespace

Encoding encoding_of(std::string_view document) {
  using namespace std::literals;
  if (document.starts_with("\xEF\xBB\xBF"sv)) return {"UTF-8"};
  if (document.starts_with("\xFE\xFF"sv) || document.starts_with("\xFF\xFE"sv)) return {"UTF-16"};
  if (document.starts_with("\0<"sv)) return {"UTF-16BE"};
  if (document.starts_with("<\0"sv)) return {"UTF-16LE"};
  if (!document.starts_with("<?xml"sv)) return {"UTF-8"};
  const std::string_view declaration = document.substr(0, document.find("?>"));
  const std::size_t word = declaration.find("encoding");
  const std::size_t open = word == std::string_view::npos ? word : declaration.find_first_of("\"'", word);
  if (open == std::string_view::npos) return {"UTF-8"};
  const std::size_t close = declaration.find(declaration[open], open + 1);
  const std::string_view name =
      declaration.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
  // What is ASCII is UTF-8 as well, and what is not is found either way.
  return {same(name, "UTF-8") || same(name, "US-ASCII") ? "UTF-8" : std::string(name), open + 1};
}

std::optional<std::string> to_utf8(std::string_view document, const std::string& encoding) {
  UErrorCode error = U_ZERO_ERROR;
  const Converter converter(ucnv_open(encoding.c_str(), &error));
  if (U_FAILURE(error) != 0 || !is_plain(ucnv_getType(converter.get()))) return std::nullopt;
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  const icu::UnicodeString text(document.data(), static_cast<std::int32_t>(document.size()), converter.get(),
                                error);
  if (U_FAILURE(error) != 0) return std::nullopt;
  std::string utf8;
  text.toUTF8String(utf8);
  if (utf8.starts_with("\xEF\xBB\xBF")) utf8.erase(0, 3);
  return utf8;
}

}  // namespace kyodo::chart
