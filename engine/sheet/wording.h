// The sentences of problems. `who` is how the question is called (place.h).
#pragma once

#include <string>
#include <vector>

#include "sheet/schema.h"

namespace kyodo::sheet {

Text say_required(const Text& who);
Text say_kind(const Text& who, unsigned kinds);
Text say_choices(const Text& who, const std::vector<Choice>& choices);
Text say_too_short(const Text& who, std::size_t least, std::size_t has);
Text say_too_long(const Text& who, std::size_t most, std::size_t has);
Text say_too_small(const Text& who, const Bound& least);
Text say_too_large(const Text& who, const Bound& most);
Text say_too_few(const Text& who, std::size_t least, std::size_t has);
Text say_too_many(const Text& who, std::size_t most, std::size_t has);
Text say_repeated(const Text& who, std::size_t first, std::size_t again);  // counted from 0
Text say_pattern(const Text& who, const Text& hint);
Text say_date(const Text& who);
Text say_not_in_sheet(const Text& who);
Text say_forbidden(const Text& who);
Text say_not_together(const std::vector<Text>& questions);
Text say_refused_combination(const Text& who, const Text& hint);
// One of several groups of questions is to be filled in.
Text say_fill_one_of(const std::vector<std::vector<Text>>& groups);
Text say_only_one_of(const std::vector<Text>& questions);
Text say_none_fits(const Text& who, const std::vector<Text>& alternatives, const Text& hint);
Text say_several_fit(const Text& who, const Text& hint);
Text say_too_costly(const Text& who);
Text say_too_large_answers(std::size_t most_bytes);
Text say_too_deep(int most);
Text say_name_too_long(std::size_t most_bytes);

}  // namespace kyodo::sheet
