// What <param> and namelist give: names with values, as written; a name may occur twice (SCXML 1.0, 6.2).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "datamodel/datamodel.h"

namespace kyodo::interpreter {

using Parameters = std::vector<std::pair<std::string, datamodel::Item>>;

// As one object: of a name that occurs twice the last value; XML as its text. Undefined ones are left out:
// reading them gives undefined again.
JsonObject object_of(Parameters parameters);
bool has_doubles(const Parameters& parameters);

// As application/x-www-form-urlencoded (SCXML 1.0, C.2), spaces as %20. `event`, unless empty, becomes the
// parameter _scxmleventname.
std::string form_of(const std::string& event, const Parameters& parameters);
// <content> is the body; a named event goes before it.
std::string form_of(const std::string& event, const datamodel::Item& content);

// What a body of that type holds. A body that is no list of names and values is content: JSON, XML or text as
// datamodel::item_of_text reads it. Values are strings.
struct Form {
  std::vector<std::string> events;  // values of _scxmleventname
  datamodel::Item data;             // everything else; undefined when there is nothing
};
Form read_form(std::string_view body);

}  // namespace kyodo::interpreter
