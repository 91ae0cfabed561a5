// What people of the demo city write: sheets, minutes, reasons. Everything is invented; nobody is named.
#pragma once

#include <vector>

#include "cli/demo/chance.h"
#include "cli/demo/facts.h"

namespace kyodo::cli::demo_city {

// diagnosis_texts.cpp — 協働診断シート, 事前質問シート
Json diagnosis_answers(const Chance& chance, const Facts& facts, bool collaborates);
// What the section put in after the sheet came back.
Json corrected_diagnosis(const Chance& chance, const Facts& facts, bool collaborates);
std::vector<std::string> advance_questions(const Chance& chance, const Facts& facts);
Json advance_answers(const Chance& chance, const Facts& facts, const JsonArray& questions);
std::string return_comment(const Chance& chance, const Facts& facts, std::string_view sheet);
// 担当課の見直しシート, of a class that leads to no support
Json own_review_answers(const Chance& chance, const Facts& facts);

// hearing_texts.cpp
struct HeardLevels {
  int possibility = 0, effect = 0, immediacy = 0;  // 1..5
  bool partner = false;                            // a partner is in sight
};
std::string minutes_text(const Chance& chance, const Facts& facts, const HeardLevels& levels);
std::string follow_up_question(const Chance& chance, const Facts& facts);
std::string follow_up_answer(const Chance& chance, const Facts& facts);
std::string class_reason(const Chance& chance, const Facts& facts, std::string_view decided,
                         std::string_view suggested);
std::string later_class_reason(const Chance& chance, const Facts& facts, std::string_view decided,
                               std::string_view suggested);

// work_texts.cpp — support and implementation
std::string work_name(const Facts& facts, int number);
std::string advice(const Chance& chance, const Facts& facts, int number);
std::string candidate_reason(const Chance& chance, const Facts& facts, std::string_view state);
JsonObject agreement_terms(const Chance& chance, const Facts& facts);
Json progress_report(const Chance& chance, const Facts& facts, int number);
Json interim_review(const Facts& facts, LocalDate held_on);
std::string finish_summary(const Chance& chance, const Facts& facts);

// look_back_texts.cpp — evaluation and improvement
Json look_back(const Chance& chance, const Facts& facts, bool city);
Json checklist(const Chance& chance, const Facts& facts);
Json what_others_said(const Chance& chance, const Facts& facts, std::string_view sheet);
JsonObject joint_record(const Chance& chance, const Facts& facts, LocalDate held_on);
std::string improvement(const Chance& chance, const Facts& facts, int number);
std::string improvement_result(const Chance& chance, const Facts& facts, std::string_view task);
std::string direction_reason(const Facts& facts, std::string_view direction);

}  // namespace kyodo::cli::demo_city
