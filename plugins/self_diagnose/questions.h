// Questions put to the section before the hearing (KM-09).
#pragma once

#include <string>
#include <vector>

#include "kyodo/stage.h"

namespace kyodo::self_diagnose {

inline constexpr std::size_t kMaxQuestions = 30;            // of one visit
inline constexpr std::size_t kMaxQuestionCharacters = 500;  // of one question

std::vector<std::string> asked_questions(stage::Call& call);
JsonArray question_texts(stage::Call& call);
// Problems for what cannot be asked when `before` questions have been asked already; true if all can.
bool check_questions(stage::Call& call, const std::vector<std::string>& questions, std::size_t before);
void add_questions(stage::Call& call, const std::vector<std::string>& questions);
// For a sheet that answers under "questions" as [{question, answer}]: a problem for each question that is
// missing from it. Sheets of another form are left to their schema.
bool all_questions_answered(stage::Call& call);

}  // namespace kyodo::self_diagnose
