#include "sheet/pattern.h"

#include <unicode/regex.h>

namespace kyodo::sheet {

struct Pattern::Impl {
  std::unique_ptr<icu::RegexPattern> pattern;
};

namespace {

icu::UnicodeString characters(std::string_view utf8) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
}

// Called by ICU every 10,000 steps.
UBool spend(const void* context, std::int32_t) {
  return --**static_cast<int* const*>(context) > 0 ? 1 : 0;
}

}  // namespace

std::optional<Pattern> Pattern::compile(std::string_view text) {
  if (text.size() > kMaxPatternBytes) return std::nullopt;
  UErrorCode status = U_ZERO_ERROR;
  UParseError where;
  auto impl = std::make_shared<Impl>();
  impl->pattern.reset(icu::RegexPattern::compile(characters(text), 0, where, status));
  if (U_FAILURE(status)) return std::nullopt;
  Pattern pattern;
  pattern.impl_ = std::move(impl);
  return pattern;
}

Pattern::Match Pattern::search(std::string_view utf8, int& budget) const {
  if (budget <= 0) return Match::gave_up;
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString text = characters(utf8);
  const std::unique_ptr<icu::RegexMatcher> matcher(impl_->pattern->matcher(text, status));
  if (U_FAILURE(status)) return Match::gave_up;
  int* counter = &budget;
  matcher->setStackLimit(kPatternStackBytes, status);
  matcher->setMatchCallback(spend, &counter, status);
  const bool found = matcher->find(status);
  if (U_FAILURE(status)) return Match::gave_up;
  return found ? Match::found : Match::absent;
}

}  // namespace kyodo::sheet
