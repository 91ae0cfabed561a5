#include "questions.h"

#include <fmt/format.h>

#include <set>

#include "stage_kit/checks.h"
#include "stage_kit/visit_state.h"

namespace kyodo::self_diagnose {

using stage::Call;

std::vector<std::string> asked_questions(Call& call) {
  std::vector<std::string> texts;
  for (const Json& question : array_or_empty(call.state(), "questions"))
    if (question.is_object()) texts.push_back(stage_kit::text_of(question.get_object(), "text"));
  return texts;
}

JsonArray question_texts(Call& call) {
  JsonArray texts;
  for (const std::string& text : asked_questions(call)) texts.emplace_back(text);
  return texts;
}

bool check_questions(Call& call, const std::vector<std::string>& questions, std::size_t before) {
  if (questions.empty()) {
    call.problem("/questions", "required", "質問を一つ以上書いてください。", "Write at least one question.");
    return false;
  }
  if (before + questions.size() > kMaxQuestions) {
    call.problem("/questions", "count",
                 fmt::format("事前の質問は 1 事業につき {} 件までです(いま {} 件)。", kMaxQuestions,
                             before + questions.size()),
                 fmt::format("At most {} questions can be asked about one project (now {}).", kMaxQuestions,
                             before + questions.size()));
    return false;
  }
  const std::vector<std::string> asked = asked_questions(call);
  std::set<std::string> seen(asked.begin(), asked.end());
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const std::string field = fmt::format("/questions/{}", i);
    const Text name{fmt::format("質問 {}", i + 1), fmt::format("Question {}", i + 1)};
    if (!stage_kit::check_text(call, {field, name}, questions[i], kMaxQuestionCharacters)) continue;
    if (!seen.insert(questions[i]).second)
      call.problem(field, "unique", "同じ質問がすでにあります。",
                   "The same question has already been asked.");
  }
  return !call.refused();
}

void add_questions(Call& call, const std::vector<std::string>& questions) {
  JsonArray kept = array_or_empty(call.state(), "questions");
  const stage_kit::By who = stage_kit::by(call);
  for (const std::string& text : questions)
    kept.push_back(JsonObject{{"text", text}, {"asked_on", who.on}, {"asked_by", who.role}});
  call.state()["questions"] = std::move(kept);
}

bool all_questions_answered(Call& call) {
  const Json* answers = call.data().if_contains("questions");
  if (!answers || !answers->is_array()) return true;
  std::set<std::string> answered;
  for (const Json& one : answers->get_array())
    if (one.is_object() && !stage_kit::is_blank(string_or(one.get_object(), "answer", "")))
      answered.insert(stage_kit::text_of(one.get_object(), "question"));
  for (const std::string& question : asked_questions(call))
    if (!answered.contains(question))
      call.problem("/questions", "unanswered", fmt::format("この質問にまだ回答がありません: {}", question),
                   fmt::format("This question has no answer yet: {}", question));
  return !call.refused();
}

}  // namespace kyodo::self_diagnose
