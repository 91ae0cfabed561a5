// What the demo's texts are made of: the project they speak about.
#pragma once

#include <string>
#include <string_view>

#include "cli/demo/city.h"

namespace kyodo::cli::demo_city {

struct Facts {
  std::string id;            // of the project the texts are about; for a work, of the work
  std::string name;          // 里山保全事業
  std::string section;       // 環境課
  std::string outline;       // 事業概要 without the full stop
  std::string field;         // 環境
  std::string people;        // who works on that: 環境活動に取り組む団体
  std::string area;          // 北部地区
  std::string form;          // 事業協力
  std::string partner = {};  // name of the partner of a work, "" while there is none
};

Facts facts_of(City& city, const office::Project& project);

// Puts the facts into {name}, {section}, {outline}, {field}, {people}, {area}, {form} and {partner}.
std::string fill(std::string_view pattern, const Facts& facts);

}  // namespace kyodo::cli::demo_city
