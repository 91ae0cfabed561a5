// The variables of messages; docs/formats/workflow.md explains each.
#include "workflow/package.h"

namespace kyodo::workflow {

const std::vector<std::string>& message_variables() {
  static const std::vector<std::string> kVariables = {
      // of the person and the day
      "person_name", "person_role", "date_era", "count", "office_name", "office_contact", "round",
      // sections of the daily message: shown when not empty, and their entries
      "has_overdue", "overdue", "has_today", "today", "has_soon", "soon", "has_later", "later", "has_new",
      "new", "has_returned", "returned", "has_escalated", "escalated", "has_notices", "notices",
      // entries that a section has no room for
      "has_more", "more",
      // of one entry or one notice
      "project_code", "project_name", "task_title", "unit_name", "due_era", "due_short", "days", "days_text",
      "comment", "text"};
  return kVariables;
}

}  // namespace kyodo::workflow
