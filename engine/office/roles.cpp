#include "office/roles.h"

#include <algorithm>

namespace kyodo::office {

const std::vector<Role>& roles() {
  static const std::vector<Role> kRoles{
      {"office", {"事務局", "office"}},
      {"section", {"担当者", "section"}},
      {"promoter", {"協働推進員", "promoter"}},
      {"chief", {"課長", "chief"}},
      {"coordinator", {"協働調整員", "coordinator"}},
      {"contractor", {"受託団体", "contractor"}},
      {"partner", {"協働相手", "partner"}},
      {"evaluator", {"第三者評価者", "evaluator"}},
      {"auditor", {"監査", "auditor"}},
      {"viewer", {"閲覧", "viewer"}},
      {"admin", {"管理者", "admin"}},
  };
  return kRoles;
}

bool is_role(std::string_view id) {
  return std::any_of(roles().begin(), roles().end(), [&](const Role& role) { return role.id == id; });
}

Text role_name(std::string_view id) {
  if (id == "system") return {"システム", "system"};
  for (const Role& role : roles())
    if (role.id == id) return role.name;
  return {std::string(id), std::string(id)};
}

std::string role_id(std::string_view name) {
  for (const Role& role : roles())
    if (role.name.ja == name) return role.id;
  return std::string(name);
}

}  // namespace kyodo::office
