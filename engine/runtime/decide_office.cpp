#include <fmt/format.h>

#include <set>

#include "base/sha256.h"
#include "office/roles.h"
#include "runtime/authority.h"
#include "runtime/deciders.h"

namespace kyodo::runtime {
namespace {

void check_id(const std::string& id, const std::string& field, std::vector<Problem>& problems) {
  bool plain = !id.empty() && id.size() <= kMaxIdBytes;
  for (unsigned char c : id) plain = plain && c > 0x20 && c != 0x7f && c != '|' && c != '/';
  if (!plain)
    problems.push_back(
        {field,
         "id",
         {fmt::format("ID は空白や | / を含まない {} バイトまでの文字にしてください。", kMaxIdBytes),
          fmt::format("An id has up to {} bytes without spaces, | and /.", kMaxIdBytes)}});
}

// Reads a list of records; members left out keep what the stored entity has.
template <class T>
std::vector<T> read_list(Work& work, const JsonArray& list, const char* what) {
  if (list.size() > kMaxImportRows)
    refuse(Code::limit, fmt::format("一度に取り込めるのは {} 件までです。", kMaxImportRows),
           fmt::format("At most {} records at a time.", kMaxImportRows));
  std::vector<T> entities;
  std::vector<Problem> problems;
  std::set<std::string> seen;
  std::size_t row = 0;
  for (const Json& item : list) {
    std::string field = fmt::format("/{}", row++);
    T entity{};
    if (!item.is_object()) {
      problems.push_back({field, "type", {"オブジェクトが必要です。", "must be an object"}});
      continue;
    }
    const JsonObject& object = item.get_object();
    std::string id(string_or(object, "id", ""));
    check_id(id, field + "/id", problems);
    if (!seen.insert(id).second)
      problems.push_back(
          {field + "/id",
           "unique",
           {fmt::format("ID「{}」が二度あります。", id), fmt::format("The id \"{}\" stands twice.", id)}});
    auto old = work.tables.get<T>(id);
    Json merged = to_json(old ? *old : T{});
    for (const auto& member : object) merged.as_object()[member.key()] = member.value();
    record_detail::read(merged, entity, field, problems);
    entities.push_back(std::move(entity));
  }
  if (!problems.empty()) refuse(record_error(std::move(problems), what));
  return entities;
}

void count(Work& work, std::int64_t changed, std::int64_t same) {
  work.answer.data["changed"] = changed;
  work.answer.data["unchanged"] = same;
}

template <class T, class Event>
void import_list(Work& work, const JsonArray& list, const char* what) {
  std::int64_t changed = 0, same = 0;
  for (T& entity : read_list<T>(work, list, what)) {
    auto old = work.tables.get<T>(entity.id);
    if (old && to_json(*old) == to_json(entity)) {
      ++same;
      continue;
    }
    ++changed;
    work.emit("", Event{std::move(entity)});
  }
  count(work, changed, same);
}

void grant(Work& work, office::Grant grant) {
  if (!work.tables.get<office::Person>(grant.person))
    refuse(
        Code::unknown_id,
        fmt::format("利用者「{}」はありません。先に kyodo person import で登録してください。", grant.person),
        fmt::format("There is no person \"{}\". Import persons first.", grant.person));
  if (!grant.unit.empty() && !work.tables.get<office::Unit>(grant.unit))
    refuse(Code::unknown_id,
           fmt::format("組織「{}」はありません。kyodo unit list で確かめてください。", grant.unit),
           fmt::format("There is no unit \"{}\". See kyodo unit list.", grant.unit));
  if (grant.valid_from && grant.valid_to && *grant.valid_to < *grant.valid_from)
    refuse(Code::bad_input, "終了日が開始日より前です。", "The last day lies before the first.");
  if (!office::is_role(grant.role)) {
    Text known;
    for (const office::Role& one : office::roles()) {
      known.ja += (known.ja.empty() ? "" : "、") + one.name.ja;
      known.en += (known.en.empty() ? "" : ", ") + one.id;
    }
    refuse(Code::bad_input, fmt::format("役割「{}」はありません。使えるのは {} です。", grant.role, known.ja),
           fmt::format("There is no role \"{}\". Known roles: {}.", grant.role, known.en));
  }
  for (const office::Grant& there : work.tables.find<office::Grant>(
           {.where = {office::eq("person", grant.person), office::eq("role", grant.role),
                      office::eq("unit", grant.unit)}})) {
    if (there.valid_from == grant.valid_from && there.valid_to == grant.valid_to) return;
    if (there.valid_from == grant.valid_from) {
      office::Grant ended = there;  // the same grant with another end
      ended.valid_to = grant.valid_to;
      work.emit("", journal::RoleGranted{ended});
      return;
    }
  }
  grant.id = work.next_id<office::Grant>("G");
  work.emit("", journal::RoleGranted{std::move(grant)});
}

}  // namespace

void check_version(Work& work, std::int64_t version, const std::string& what) {
  work.version_checked = true;
  if (!work.command.expected_version || *work.command.expected_version == version) return;
  refuse(
      Code::stale_version,
      fmt::format(
          "{} はその後、別の人が変更しました(版 {}、指定は版 {})。内容を読み直してからやり直してください。",
          what, version, *work.command.expected_version),
      fmt::format("{} was changed since (version {}, expected {}). Read it again, then repeat.", what,
                  version, *work.command.expected_version));
}

void decide(Work& work, const ChangeSetting& command) {
  authorise(work, {.name = "setting.change"});
  if (command.key == "calendar") {
    if (auto read = calendar::calendar_from_json(command.value); !read) refuse(read.error());
  } else if (command.key == "authority") {
    if (!command.value.is_array())
      refuse(Code::bad_input, "権限表は行の配列にしてください。",
             "The authority table must be an array of rows.");
  } else if (command.key != "office") {
    refuse(Code::bad_input,
           fmt::format("設定「{}」はありません。calendar、authority、office のいずれかです。", command.key),
           fmt::format("There is no setting \"{}\"; it is one of calendar, authority, office.", command.key));
  }
  work.emit("", journal::SettingChanged{command.key, command.value});
}

void decide(Work& work, const PauseNotices& command) {
  authorise(work, {.name = "notify.pause"});
  work.emit("", journal::SettingChanged{"notices_paused", command.paused});
}

void decide(Work& work, const InstallWorkflow& command) {
  authorise(work, {.name = "workflow.install"});
  workflow::Files files;
  for (const auto& member : command.files) {
    if (!member.value().is_string())
      refuse(Code::bad_input,
             fmt::format("ファイル「{}」の中身が文字列ではありません。", std::string(member.key())),
             fmt::format("The content of \"{}\" is not a string.", std::string(member.key())));
    files[std::string(member.key())] = std::string(member.value().get_string());
  }
  std::string name = "workflow";
  if (auto manifest = files.find("workflow.json"); manifest != files.end())
    if (auto json = parse_json(manifest->second, "workflow.json"); json && json->is_object())
      name = string_or(json->get_object(), "name", "workflow");
  workflow::Check check = workflow::check_package(files, name, work.stages);
  if (!check.ok()) {
    Error error =
        fail(Code::bad_input,
             "ワークフローに誤りがあるため、登録しませんでした。kyodo workflow check で直してください。",
             "The workflow has errors and was not installed. Correct them with kyodo workflow check.");
    for (const chart::Finding& finding : check.findings)
      if (finding.error) error.problems.push_back({to_string(finding.where), finding.rule, finding.text});
    refuse(std::move(error));
  }
  auto package = workflow::open_package(files);
  if (!package) refuse(package.error());
  const std::string hash = (*package)->hash;
  work.answer.data = {{"hash", hash}, {"name", (*package)->name}};
  if (work.tables.get<office::Workflow>(hash)) {
    work.answer.data["already"] = true;
    return;
  }
  office::Workflow entry{hash, (*package)->name, (*package)->title.ja, {}, work.now};
  for (const auto& [path, bytes] : files) {
    std::string blob = sha256_hex(bytes);
    work.blobs[blob] = bytes;
    entry.files[path] = blob;
  }
  work.emit("", journal::WorkflowInstalled{std::move(entry)});
}

void decide(Work& work, const ImportUnits& command) {
  authorise(work, {.name = "unit.import"});
  import_list<office::Unit, journal::UnitSet>(work, command.units, "組織の一覧");
  for (const office::Unit& unit : work.tables.find<office::Unit>())
    if (!unit.parent.empty() && (!work.tables.get<office::Unit>(unit.parent) || unit.parent == unit.id))
      refuse(Code::bad_input, fmt::format("組織「{}」の上位「{}」がありません。", unit.id, unit.parent),
             fmt::format("The parent \"{}\" of unit \"{}\" does not exist.", unit.parent, unit.id));
}

void decide(Work& work, const ImportPersons& command) {
  authorise(work, {.name = "person.import"});
  import_list<office::Person, journal::PersonSet>(work, command.persons, "利用者の一覧");
}

void decide(Work& work, const ImportRoles& command) {
  authorise(work, {.name = "role.import"});
  std::vector<Problem> problems;
  std::vector<office::Grant> grants;
  std::size_t row = 0;
  if (command.grants.size() > kMaxImportRows)
    refuse(Code::limit, fmt::format("一度に取り込めるのは {} 件までです。", kMaxImportRows),
           fmt::format("At most {} records at a time.", kMaxImportRows));
  for (const Json& item : command.grants) {
    Json merged = to_json(office::Grant{});
    if (item.is_object())
      for (const auto& member : item.get_object()) merged.as_object()[member.key()] = member.value();
    record_detail::read(merged, grants.emplace_back(), fmt::format("/{}", row++), problems);
  }
  if (!problems.empty()) refuse(record_error(std::move(problems), "役割の一覧"));
  for (office::Grant& one : grants) grant(work, std::move(one));
  work.answer.data["granted"] = static_cast<std::int64_t>(grants.size());
}

void decide(Work& work, const GrantRole& command) {
  authorise(work, {.name = "role.grant"});
  grant(work, {"", command.person, command.role, command.unit.value_or(""), command.from, command.to});
}

void decide(Work& work, const ImportPartners& command) {
  authorise(work, {.name = "partner.import"});
  import_list<office::Partner, journal::PartnerSet>(work, command.partners, "協働相手の一覧");
}

}  // namespace kyodo::runtime
