#include "stage_kit/visit_state.h"

#include "stage_kit/checks.h"

namespace kyodo::stage_kit {

By by(const stage::Call& call) {
  const JsonObject& actor = call.actor();
  return {text_of(actor, "person"), text_of(actor, "role"), text_of(actor, "unit"), text_of(actor, "partner"),
          call.today()};
}

std::string text_of(const JsonObject& object, std::string_view key) {
  return std::string(string_or(object, key, ""));
}

bool task_is_open(const stage::Call& call, std::string_view name) {
  const JsonObject* task = call.find_task(name);
  if (task == nullptr) return false;
  const std::string_view state = string_or(*task, "state", "");
  return state != "done" && state != "cancelled";
}

std::string comment_of(const stage::Call& call, const std::optional<std::string>& field) {
  return field && !is_blank(*field) ? *field : call.comment();
}

void refuse_unreadable_state(stage::Call& call) {
  call.refuse(
      "この段階のこれまでの記録を読み取れません。操作はしていません。システム管理者に連絡してください。",
      "The record kept so far for this stage cannot be read. Nothing was done; tell the system "
      "administrator.");
}

}  // namespace kyodo::stage_kit
