// Units, accounts, roles, partners and incidents: importing and listing.
#include <fmt/format.h>

#include <map>
#include <set>

#include "cli/handlers.h"
#include "cli/page.h"
#include "cli/records.h"
#include "runtime/views.h"

namespace kyodo::cli {
namespace {

using report::Cell;
using report::Column;
using report::Tone;

const std::vector<RecordColumn> kUnitColumns{
    {{"コード"}, "id", CellKind::text, true},   {{"名称"}, "name", CellKind::text, true},
    {{"上位コード"}, "parent", CellKind::text}, {{"有効開始"}, "valid_from", CellKind::date},
    {{"有効終了"}, "valid_to", CellKind::date}, {{"後継コード"}, "successor", CellKind::text}};
const std::vector<RecordColumn> kPersonColumns{
    {{"ID"}, "id", CellKind::text, true},    {{"表示名", "氏名", "名称"}, "name", CellKind::text, true},
    {{"メール"}, "mail", CellKind::text},    {{"所属コード"}, "unit", CellKind::text},
    {{"団体ID"}, "partner", CellKind::text}, {{"有効"}, "active", CellKind::flag}};
const std::vector<RecordColumn> kRoleColumns{{{"ID"}, "person", CellKind::text, true},
                                             {{"役割"}, "role", CellKind::role, true},
                                             {{"所属コード"}, "unit", CellKind::text},
                                             {{"開始日"}, "valid_from", CellKind::date},
                                             {{"終了日"}, "valid_to", CellKind::date}};
const std::vector<RecordColumn> kPartnerColumns{
    {{"ID"}, "id", CellKind::text, true},  {{"名称"}, "name", CellKind::text, true},
    {{"種別"}, "kind", CellKind::text},    {{"分野"}, "fields", CellKind::list},
    {{"地域"}, "area", CellKind::text},    {{"対応できる形態"}, "forms", CellKind::list},
    {{"同意"}, "consent", CellKind::flag}, {{"更新日"}, "updated", CellKind::date},
    {{"メール"}, "mail", CellKind::text},  {{"有効"}, "active", CellKind::flag}};

template <class T>
std::set<std::string> ids(Context& context) {
  std::set<std::string> all;
  for (const T& one : context.store().find<T>()) all.insert(one.id);
  return all;
}

// A member that must name something that exists.
void check_reference(const Records& records, const char* member, const std::string& column,
                     const std::set<std::string>& known, const char* what_ja, const char* what_en,
                     std::vector<Problem>& problems) {
  for (std::size_t i = 0; i < records.list.size(); ++i) {
    const std::string id(string_or(records.list[i].as_object(), member, ""));
    if (id.empty() || known.contains(id)) continue;
    problems.push_back(row_problem(records.rows[i], column, "unknown",
                                   fmt::format("{}「{}」はありません。", what_ja, id),
                                   fmt::format("There is no {} \"{}\".", what_en, id)));
  }
}

// Accounts come before partners, whose import needs somebody of the office.
void warn_of_partners(Context& context, const Records& records) {
  const std::set<std::string> known = ids<office::Partner>(context);
  std::string missing;
  for (const Json& record : records.list) {
    const std::string id(string_or(record.as_object(), "partner", ""));
    if (!id.empty() && !known.contains(id)) missing += (missing.empty() ? "" : ", ") + id;
  }
  if (!missing.empty())
    context.output().warn(
        {fmt::format("まだ登録されていない団体の利用者があります: {}。kyodo partner import "
                     "で団体を登録してください。",
                     missing),
         fmt::format(
             "Some accounts belong to partners not imported yet: {}. Import them with kyodo partner import.",
             missing)});
}

using CheckRecords = void (*)(Context&, const Records&, std::vector<Problem>&);

Result<void> import_records(Context& context, const std::vector<RecordColumn>& columns, const char* member,
                            CheckRecords check) {
  const std::string file = context.call().positional("file");
  auto bytes = context.read_named(file, report::kMaxCsvBytes);
  if (!bytes) return bytes.error();
  auto records = read_records(*bytes, file, columns);
  if (!records) return records.error();
  std::vector<Problem> problems;
  if (check) check(context, *records, problems);
  if (!problems.empty()) {
    Error error = fail_at({file}, Code::bad_input,
                          fmt::format("{} 件の誤りがあるため、取り込みませんでした。", problems.size()),
                          fmt::format("{} error(s); nothing was imported.", problems.size()));
    error.problems = std::move(problems);
    return error;
  }
  for (const std::string& ignored : records->ignored)
    context.output().warn({fmt::format("列「{}」は取り込みません。", ignored),
                           fmt::format("The column \"{}\" is not used.", ignored)});
  auto line = context.line();
  if (!line) return line.error();
  const std::vector<int> rows = std::move(records->rows);
  line->args[member] = std::move(records->list);
  auto done = apply_and_print(context, *line);
  if (!done) {
    Error error = with_rows(done.error(), rows, columns);
    if (!error.where) error.where = Where{file, 0, 0};
    return error;
  }
  return {};
}

std::string period(const std::optional<LocalDate>& from, const std::optional<LocalDate>& to) {
  if (!from && !to) return "";
  return fmt::format("{} – {}", from ? to_string(*from) : "", to ? to_string(*to) : "");
}

bool within(const std::optional<LocalDate>& from, const std::optional<LocalDate>& to, LocalDate day) {
  return (!from || *from <= day) && (!to || day <= *to);
}

std::string joined(const JsonArray& list) {
  std::string text;
  for (const Json& item : list)
    if (item.is_string()) text += (text.empty() ? "" : ";") + std::string(item.get_string());
  return text;
}

template <class T>
JsonArray json_list(const std::vector<T>& all) {
  JsonArray list;
  for (const T& one : all) list.push_back(to_json(one));
  return list;
}

}  // namespace

Result<void> unit_import(Context& context) {
  return import_records(context, kUnitColumns, "units", nullptr);
}

Result<void> person_import(Context& context) {
  return import_records(
      context, kPersonColumns, "persons",
      [](Context& c, const Records& records, std::vector<Problem>& problems) {
        check_reference(records, "unit", "所属コード", ids<office::Unit>(c), "組織", "unit", problems);
        warn_of_partners(c, records);
        for (std::size_t i = 0; i < records.list.size(); ++i) {
          const auto id = string_or(records.list[i].as_object(), "id", "");
          if (id == "system" || id == "operator")
            problems.push_back(row_problem(records.rows[i], "ID", "reserved",
                                           fmt::format("「{}」は kyodo が使う名前です。", id),
                                           fmt::format("\"{}\" is a name of kyodo itself.", id)));
        }
      });
}

Result<void> role_import(Context& context) {
  return import_records(
      context, kRoleColumns, "grants",
      [](Context& c, const Records& records, std::vector<Problem>& problems) {
        check_reference(records, "person", "ID", ids<office::Person>(c), "利用者", "person", problems);
        check_reference(records, "unit", "所属コード", ids<office::Unit>(c), "組織", "unit", problems);
      });
}

Result<void> partner_import(Context& context) {
  return import_records(context, kPartnerColumns, "partners", nullptr);
}

Result<void> unit_list(Context& context) {
  const std::vector<office::Unit> units = context.store().find<office::Unit>({.order = {"id"}});
  bool ja = context.lang() == Lang::ja;
  std::map<std::string, std::vector<const office::Unit*>> children;
  std::map<std::string, const office::Unit*> by_id;
  for (const office::Unit& unit : units) by_id[unit.id] = &unit;
  for (const office::Unit& unit : units)
    children[by_id.contains(unit.parent) ? unit.parent : ""].push_back(&unit);
  std::vector<std::vector<Cell>> rows;
  std::set<std::string> seen;
  auto add = [&](auto&& self, const std::string& parent, int depth) -> void {
    for (const office::Unit* unit : children[parent]) {
      if (!seen.insert(unit->id).second) continue;
      const Tone tone = within(unit->valid_from, unit->valid_to, context.today()) ? Tone::plain : Tone::faint;
      rows.push_back({Cell(unit->id, tone),
                      Cell(std::string(static_cast<std::size_t>(depth) * 2, ' ') + unit->name, tone),
                      Cell(period(unit->valid_from, unit->valid_to), tone), unit->successor});
      self(self, unit->id, depth + 1);
    }
  };
  add(add, "", 0);
  context.output().print_json(JsonObject{{"units", json_list(units)}});
  context.output().table(
      {{ja ? "コード" : "id"}, {ja ? "名称" : "name"}, {ja ? "期間" : "valid"}, {ja ? "後継" : "successor"}},
      rows);
  return {};
}

Result<void> person_list(Context& context) {
  office::Query query{.order = {"id"}};
  if (context.call().has("unit")) query.where.push_back(office::eq("unit", context.call().option("unit")));
  auto page = page_of<office::Person>(context, query, [](const office::Person&) { return true; });
  if (!page) return page.error();
  bool ja = context.lang() == Lang::ja;
  JsonArray list;
  std::vector<std::vector<Cell>> rows;
  for (const office::Person& person : page->rows) {
    std::string roles;
    JsonArray held;
    for (const office::Grant& grant : runtime::roles_of(context.store(), person.id, context.today())) {
      roles += (roles.empty() ? "" : ", ") + role_name(grant.role, context.lang()) +
               (grant.unit.empty() ? "" : "(" + context.unit_name(grant.unit) + ")");
      held.push_back(JsonObject{{"role", grant.role}, {"unit", grant.unit}});
    }
    Json json = to_json(person);
    json.as_object()["roles"] = std::move(held);
    list.push_back(std::move(json));
    rows.push_back({Cell(person.id, person.active ? Tone::plain : Tone::faint), person.name,
                    context.unit_name(person.unit), roles, person.mail});
  }
  if (auto printed = print_list(context, "persons", std::move(list), page->next); !printed)
    return printed.error();
  context.output().table({{"ID"},
                          {ja ? "表示名" : "name"},
                          {ja ? "所属" : "unit"},
                          {ja ? "役割" : "roles"},
                          {ja ? "メール" : "mail"}},
                         rows);
  say_more(context, page->next);
  return {};
}

Result<void> role_list(Context& context) {
  office::Query query{.order = {"role", "unit", "person"}};
  if (context.call().has("role"))
    query.where.push_back(office::eq("role", office::role_id(context.call().option("role"))));
  if (context.call().has("unit")) query.where.push_back(office::eq("unit", context.call().option("unit")));
  bool ja = context.lang() == Lang::ja;
  JsonArray list;
  std::vector<std::vector<Cell>> rows;
  for (const office::Grant& grant : context.store().find<office::Grant>(query)) {
    const bool now = within(grant.valid_from, grant.valid_to, context.today());
    if (!now && !context.call().has("all")) continue;
    auto person = context.store().get<office::Person>(grant.person);
    list.push_back(to_json(grant));
    const Tone tone = now ? Tone::plain : Tone::faint;
    rows.push_back({Cell(role_name(grant.role, context.lang()), tone),
                    grant.unit.empty() ? (ja ? "全市" : "whole city") : context.unit_name(grant.unit),
                    grant.person, person ? person->name : "", period(grant.valid_from, grant.valid_to)});
  }
  context.output().print_json(JsonObject{{"grants", std::move(list)}});
  context.output().table({{ja ? "役割" : "role"},
                          {ja ? "所属" : "unit"},
                          {"ID"},
                          {ja ? "表示名" : "name"},
                          {ja ? "期間" : "valid"}},
                         rows);
  return {};
}

Result<void> partner_list(Context& context) {
  auto page =
      page_of<office::Partner>(context, {.order = {"id"}}, [](const office::Partner&) { return true; });
  if (!page) return page.error();
  bool ja = context.lang() == Lang::ja;
  std::vector<std::vector<Cell>> rows;
  for (const office::Partner& partner : page->rows)
    rows.push_back({Cell(partner.id, partner.active ? Tone::plain : Tone::faint), partner.name, partner.kind,
                    joined(partner.fields), partner.area, joined(partner.forms),
                    Cell(partner.consent ? (ja ? "有" : "yes") : (ja ? "無" : "no"),
                         partner.consent ? Tone::plain : Tone::warning),
                    partner.updated ? to_string(*partner.updated) : ""});
  if (auto printed = print_list(context, "partners", json_list(page->rows), page->next); !printed)
    return printed.error();
  context.output().table({{"ID"},
                          {ja ? "名称" : "name"},
                          {ja ? "種別" : "kind"},
                          {ja ? "分野" : "fields"},
                          {ja ? "地域" : "area"},
                          {ja ? "形態" : "forms"},
                          {ja ? "掲載同意" : "consent"},
                          {ja ? "更新日" : "updated"}},
                         rows);
  say_more(context, page->next);
  return {};
}

Result<void> incident_list(Context& context) {
  office::Query query{.order = {"id"}};
  if (!context.call().has("all")) query.where.push_back(office::eq("status", std::string("open")));
  auto page = page_of<office::Incident>(context, query, [](const office::Incident&) { return true; });
  if (!page) return page.error();
  bool ja = context.lang() == Lang::ja;
  std::vector<std::vector<Cell>> rows;
  for (const office::Incident& incident : page->rows)
    rows.push_back({incident.id, incident.project,
                    calendar::local_time_text(context.calendar(), incident.opened),
                    Cell(incident.status == "open" ? (ja ? "未対応" : "open") : (ja ? "再開済み" : "resumed"),
                         incident.status == "open" ? Tone::bad : Tone::faint),
                    context.text({incident.ja, incident.en})});
  if (auto printed = print_list(context, "incidents", json_list(page->rows), page->next); !printed)
    return printed.error();
  if (page->rows.empty())
    context.output().line({"対応を待つ障害はありません。", "No incident waits."});
  else
    context.output().table({{"ID"},
                            {ja ? "事業" : "project"},
                            {ja ? "時刻" : "time"},
                            {ja ? "状態" : "state"},
                            {ja ? "内容" : "what"}},
                           rows);
  say_more(context, page->next);
  return {};
}

}  // namespace kyodo::cli
