// Calling stages: what they are told, and what their answers do.
#pragma once

#include "runtime/work.h"

namespace kyodo::runtime {

inline constexpr const char* kParked = "parked";

// What happens to a visit: an action of a person or of the engine.
struct StageAction {
  std::string name;
  std::string task;  // name within the visit, "" if none
  JsonObject data = {};
  std::string comment = {};
};

// Opens the visit that an <invoke> of a stage asks for and enters it. A stage that cannot be served parks it.
void open_visit(Work& work, const office::SessionRow& session, const interpreter::StartInvoke& invoke);
// Open or parked.
Found<office::Visit> visits_under_way(Work& work, const std::string& project);
void close_visit(Work& work, const office::Visit& visit, const std::string& status,
                 const std::string& outcome);

// Asks the stage. A refusal of an action that a person took is a Refusal of the command; of an engine's
// action, and every fault of the plugin, opens an incident with the action kept and parks the visit.
void act(Work& work, const std::string& visit, const StageAction& action, bool by_person);

JsonObject project_json(const office::Project& project, boost::json::storage_ptr storage = {});
void open_incident(Work& work, const std::string& project, const std::string& visit, const std::string& kind,
                   Text text, JsonObject action);

}  // namespace kyodo::runtime
