// Matching a work against the partner directory: a score, and the sentences that explain it (KM-16, SK-33).
#pragma once

#include <string>
#include <vector>

#include "state.h"

namespace kyodo::support {

// Points a partner can get; what the project says nothing about gives none.
inline constexpr int kFieldPoints = 50;    // share of the project's fields the partner works in
inline constexpr int kFormPoints = 25;     // one of the project's forms of collaboration
inline constexpr int kAreaPoints = 15;     // works in the project's area
inline constexpr int kAnyAreaPoints = 10;  // works all over the city ("" or 市内全域)
inline constexpr int kConsentPoints = 10;  // consents to the use of its registration

// attributes: of the project, with "fields" and "forms" (or "form") as texts or arrays of texts and "area".
// partners: the fact of that name. Active partners with a score above 0, best first, then by id; at most
// kMaxSuggestions.
std::vector<Suggestion> suggest(const JsonObject& attributes, const Json& partners);

// The entry of the directory, null if there is none.
const JsonObject* find_partner(const Json& partners, std::string_view id);

}  // namespace kyodo::support
