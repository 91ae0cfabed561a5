// Stages that only declare: what check_package needs of plugins, without loading any.
#pragma once

#include <initializer_list>
#include <map>
#include <stdexcept>
#include <string>

#include "stage/loader.h"

namespace kyodo::workflow {

class DeclaredStages : public stage::Stages {
 public:
  DeclaredStages& add(const std::string& type, std::initializer_list<const char*> outcomes,
                      const char* properties) {
    JsonObject described{{"type", type},
                         {"title", {{"ja", type}, {"en", type}}},
                         {"behaviour", {{"min", 1}, {"max", 1}}},
                         {"settings",
                          {{"type", "object"},
                           {"properties", parse_json(properties).value()},
                           {"additionalProperties", false}}},
                         {"actions", JsonArray()},
                         {"outcomes", JsonArray()},
                         {"facts", JsonArray()},
                         {"ranks", false},
                         {"engine_actions", {"enter"}}};
    for (const char* outcome : outcomes)
      described["outcomes"].as_array().push_back(
          {{"name", outcome}, {"title", {{"ja", outcome}, {"en", outcome}}}});
    stages_[type] = stage::read_description(described, type).value();
    return *this;
  }

  const stage::StageInfo* find(std::string_view type) const override {
    const auto found = stages_.find(type);
    return found == stages_.end() ? nullptr : &found->second;
  }
  std::vector<const stage::StageInfo*> all() const override {
    std::vector<const stage::StageInfo*> list;
    for (const auto& [type, info] : stages_) list.push_back(&info);
    return list;
  }
  Result<JsonObject> decide(const stage::StageCall&) override { throw std::logic_error("declared only"); }
  Result<JsonObject> rank(const std::string&, const JsonObject&) override {
    throw std::logic_error("declared only");
  }

 private:
  std::map<std::string, stage::StageInfo, std::less<>> stages_;
};

}  // namespace kyodo::workflow
