#include "cli/roles.h"

#include <array>

namespace kyodo::cli {
namespace {

struct Entry {
  std::string_view id, ja, en;
};

constexpr std::array kScopes{Entry{"all", "全て", "all"}, Entry{"department", "自部", "own department"},
                             Entry{"unit", "自課", "own section"}, Entry{"own", "自分のタスク", "own tasks"}};
constexpr std::array kProjectStates{Entry{"active", "進行中", "active"},
                                    Entry{"suspended", "中断中", "suspended"}, Entry{"done", "終了", "ended"},
                                    Entry{"withdrawn", "取下げ", "withdrawn"}};
constexpr std::array kTaskStates{Entry{"open", "受付中", "open"}, Entry{"returned", "差戻し", "returned"},
                                 Entry{"submitted", "提出済み", "submitted"}, Entry{"done", "完了", "done"},
                                 Entry{"cancelled", "取消し", "cancelled"}};

template <class List>
std::string id_of(const List& list, std::string_view name) {
  for (const Entry& entry : list)
    if (entry.ja == name) return std::string(entry.id);
  return std::string(name);
}

template <class List>
std::string name_of(const List& list, std::string_view id, Lang lang) {
  for (const Entry& entry : list)
    if (entry.id == id) return std::string(lang == Lang::ja ? entry.ja : entry.en);
  return std::string(id);
}

}  // namespace

const std::string& in(Lang lang, const Text& text) {
  return lang == Lang::ja ? text.ja : text.en;
}

std::string role_name(std::string_view id, Lang lang) {
  return in(lang, office::role_name(id));
}
std::string scope_id(std::string_view name) {
  return id_of(kScopes, name);
}
std::string project_status(std::string_view id, Lang lang) {
  return name_of(kProjectStates, id, lang);
}
std::string task_status(std::string_view id, Lang lang) {
  return name_of(kTaskStates, id, lang);
}

}  // namespace kyodo::cli
