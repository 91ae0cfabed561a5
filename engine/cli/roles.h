// How roles, scopes and states are called in lists and in the files people keep (roles: office/roles.h).
#pragma once

#include <string>
#include <string_view>

#include "office/roles.h"

namespace kyodo::cli {

enum class Lang { ja, en };
const std::string& in(Lang lang, const Text& text);

// "office" → "事務局" / "office"
std::string role_name(std::string_view id, Lang lang);

// 全て, 自部, 自課, 自分のタスク → all, department, unit, own
std::string scope_id(std::string_view name);

std::string project_status(std::string_view id, Lang lang);
std::string task_status(std::string_view id, Lang lang);

}  // namespace kyodo::cli
