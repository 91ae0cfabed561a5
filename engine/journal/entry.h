// One row of the journal, its hash, and the codec of what it holds (docs/formats/journal.md).
#pragma once

#include <string>
#include <vector>

#include "journal/events.h"

namespace kyodo::journal {

// As stored. One row per command and project touched; the first of a command may have no project.
struct Entry {
  std::int64_t number = 0;  // 1, 2, 3 …
  TimePoint happened;       // when it took place; differs from recorded for records from before the system
  TimePoint recorded;       // when it was committed
  std::string project;      // "" = concerns the office
  std::string actor;        // person, or "system"
  std::string role;         // in which role the actor acted
  std::string unit;         // and of which unit, at that time
  std::string channel;      // cli, apply, system, …; with the account of the operating system: "cli:root"
  std::string command;      // "task.submit"
  std::string command_id;   // the same for all rows of one command
  std::string reason;
  std::string payload;       // JSON text: {"events":[{"type","v","data"},…]}; empty once disposed of
  std::string salt;          // of the payload's hash, hexadecimal
  std::string payload_hash;  // SHA-256(salt, payload)
  std::string stream_prev;   // hash of the project's previous row; zeros at its first
  std::string prev;          // hash of the previous row; zeros at the first
  std::string hash;          // over all of the above but payload and salt, which disposal may remove
};
BOOST_DESCRIBE_STRUCT(Entry, (),
                      (number, happened, recorded, project, actor, role, unit, channel, command, command_id,
                       reason, payload, salt, payload_hash, stream_prev, prev, hash))

inline const std::string kZeroHash(64, '0');

std::string hash_payload(const Entry& entry);
std::string hash_entry(const Entry& entry);

// A payload is written event by event: each is added to the text of those before, "" at first.
void add_event(std::string& events, const Event& event);
std::string payload_of(const std::string& events);
std::string encode(const std::vector<Event>& events);
// Unknown types or versions newer than this program: Code::newer. Damaged text: Code::corrupt.
Result<std::vector<Event>> decode(const std::string& payload);
const char* type_of(const Event& event);
Json data_of(const Event& event);

}  // namespace kyodo::journal
