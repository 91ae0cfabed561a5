// workflow.json (docs/formats/workflow.md).
#pragma once

#include "base/record.h"

namespace kyodo::workflow {

struct Name {
  std::string ja;
  std::string en;
};
BOOST_DESCRIBE_STRUCT(Name, (), (ja, en))

struct Office {
  std::string name;     // as it stands below every mail
  std::string contact;  // telephone or mail address
};
BOOST_DESCRIBE_STRUCT(Office, (), (name, contact))

struct Class {
  std::string code;
  Name name;
  std::string definition;
  std::string next;  // what follows, in a word for lists: "support", "look_again", "own_review"
  std::optional<int> target_year_offset;  // fiscal years from the round's
};
BOOST_DESCRIBE_STRUCT(Class, (), (code, name, definition, next, target_year_offset))

struct Criterion {
  std::string id;
  Name title;
  std::optional<int> weight;
};
BOOST_DESCRIBE_STRUCT(Criterion, (), (id, title, weight))

struct Manifest {
  std::string name;
  Name title;
  int fiscal_year = 0;
  std::optional<std::string> source;
  std::vector<std::string> roles;  // those that somebody holds or may hold in this workflow
  std::optional<Office> office;
  std::vector<Class> classes;
  std::vector<Criterion> criteria;
};
BOOST_DESCRIBE_STRUCT(Manifest, (), (name, title, fiscal_year, source, roles, office, classes, criteria))

// Code::bad_input with every problem by JSON pointer: shape, empty texts, names with other characters than
// a-z 0-9 - _ (roles, name), doubled codes, a year outside 1868 … 2999.
Result<Manifest> read_manifest(const Json& json);

}  // namespace kyodo::workflow
