// Moving a session to another version of its chart, by an explicit map. Pure, like a step: it gives the
// session as it would be, or every reason why it has no image.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "interpreter/session.h"

namespace kyodo::chart {
struct Chart;
}

namespace kyodo::interpreter {

// From names of the old chart to names of the new one. What is not named keeps its name.
struct ChartMap {
  std::map<std::string, std::string> states;
  std::map<std::string, std::optional<std::string>> data;  // nothing: the item is dropped
  std::map<std::string, std::string> invocations;          // by id
  std::map<std::string, datamodel::Item> values;           // what an item of the new chart is set to
};

struct Migrated {
  Session session;
  std::vector<Text> notes;  // what is lost, or begins undefined or not at all: for whoever decides
};

// The active atomic states are taken over by their images; with their ancestors those must be a legal
// configuration of `to` (SCXML 1.0, 3.11). Active invocations must have an <invoke> of their type in the
// image of their state. Values of history states come along where they have images. Nothing is executed: no
// onexit, no onentry, no new <invoke>. Errors: Code::refused with a problem for everything that has no image;
// the field names it ("state draft").
Result<Migrated> migrate(const chart::Chart& from, const chart::Chart& to, const Session& session,
                         const ChartMap& map);

}  // namespace kyodo::interpreter
