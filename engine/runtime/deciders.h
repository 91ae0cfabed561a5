// One decider per command: checks authority and state, then says what happened by emitting events.
#pragma once

#include "runtime/work.h"

namespace kyodo::runtime {

// office: settings, workflows, units, people, roles, partners
void decide(Work& work, const ChangeSetting& command);
void decide(Work& work, const InstallWorkflow& command);
void decide(Work& work, const ImportUnits& command);
void decide(Work& work, const ImportPersons& command);
void decide(Work& work, const ImportRoles& command);
void decide(Work& work, const GrantRole& command);
void decide(Work& work, const ImportPartners& command);

// who is who: access.cpp
void decide(Work& work, const AddToken& command);
void decide(Work& work, const RevokeToken& command);
void decide(Work& work, const SetPassword& command);
void decide(Work& work, const BeginLogin& command);
void decide(Work& work, const FailLogin& command);
void decide(Work& work, const EndLogin& command);
void decide(Work& work, const ClaimOffice& command);
void decide(Work& work, const NoteReading& command);
void decide(Work& work, const PauseNotices& command);

// workflows: migration.cpp
void decide(Work& work, const MigrateWorkflow& command);
void decide(Work& work, const UndoMigration& command);

// rounds
void decide(Work& work, const OpenRound& command);
void decide(Work& work, const SelectRound& command);
// Input of the ranking stage's rank() for a round; also used for a preview.
JsonObject rank_round(Work& work, const office::Round& round, std::int64_t count,
                      const std::vector<std::string>& chosen);

// projects
void decide(Work& work, const AddProject& command);
void decide(Work& work, const ImportProjects& command);
void decide(Work& work, const EditProject& command);
void decide(Work& work, const CommentProject& command);
void decide(Work& work, const AttachProject& command);
void decide(Work& work, const WithdrawProject& command);
void decide(Work& work, const SuspendProject& command);
void decide(Work& work, const ResumeProject& command);
void decide(Work& work, const SendEvent& command);

// tasks
void decide(Work& work, const SaveTask& command);
void decide(Work& work, const SubmitTask& command);
void decide(Work& work, const TakeAction& command);
void decide(Work& work, const ReturnTask& command);
void decide(Work& work, const ExtendTask& command);

// incidents and time
void decide(Work& work, const ResumeIncident& command);
void decide(Work& work, const ParkProject& command);
void decide(Work& work, const FireTimer& command);
void decide(Work& work, const SetAsideTimer& command);
void decide(Work& work, const BeginFiscalYear& command);

// mail: decide_message.cpp
void decide(Work& work, const QueueMessage& command);
void decide(Work& work, const ReportDelivery& command);
void decide(Work& work, const ResendMessage& command);

// A Refusal of Code::stale_version when the command expects another version.
void check_version(Work& work, std::int64_t version, const std::string& what);

}  // namespace kyodo::runtime
