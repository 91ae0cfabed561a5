#include "notify/items.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <kainjow/mustache.hpp>
#include <map>

#include "office/roles.h"
#include "runtime/views.h"

namespace kyodo::notify {
namespace {

using kainjow::mustache::data;
using namespace runtime;

// In the order of the message.
constexpr std::array kSections{"overdue", "today",    "soon",      "later",
                               "new",     "returned", "escalated", "notices"};

struct Item {
  std::string section;
  LocalDate due = kLastDate;
  std::string code;   // of equal dates: the project
  std::string order;  // of one project: the notice
  std::map<std::string, std::string> fields;
};

std::string days_text(int days) {
  if (days < 0) return fmt::format("{}営業日超過", -days);
  if (days == 0) return "本日";
  return fmt::format("あと{}営業日", days);
}

// A task is listed once however many notices it has: a return before a date, a date before a new request.
int weight(const std::string& kind) {
  if (kind == "returned") return 3;
  if (kind == "asked") return 1;
  return 2;
}

std::string section_of(const office::Notice& notice, int days) {
  if (notice.kind == "asked") return "new";
  if (notice.kind == "returned") return "returned";
  if (notice.kind == "escalate") return "escalated";
  if (notice.kind != "remind" && notice.kind != "due-today" && notice.kind != "overdue") return "notices";
  if (days < 0) return "overdue";
  if (days == 0) return "today";
  return days <= 3 ? "soon" : "later";
}

data object_of(const std::map<std::string, std::string>& fields) {
  data object = data::type::object;
  for (const auto& [key, value] : fields) object.set(key, value);
  return object;
}

// Plain text: the HTML part is made of the whole, and escaped there.
std::string render(const std::string& text, data& values) {
  kainjow::mustache::mustache message(text);
  message.set_custom_escape([](const std::string& value) { return value; });
  return message.render(values);
}

// Sections that are left out leave their blank lines behind: of several in a row one is kept.
std::string one_blank_line(const std::string& text) {
  std::string kept;
  for (char c : text)
    if (c != '\n' || !kept.ends_with("\n\n")) kept += c;
  return kept;
}

std::string message_text(const workflow::Package& package, const std::string& id) {
  auto found = package.messages.find(id);
  return found == package.messages.end() ? "" : found->second;
}

std::string text_member(const JsonObject& object, std::string_view key) {
  return std::string(string_or(object, key, ""));
}

class Writer {
 public:
  Writer(Engine& engine, const calendar::Calendar& calendar, TimePoint now)
      : engine_(engine), calendar_(calendar), today_(calendar::local_date(calendar, now)) {}

  // False: not now, the notice goes on waiting (its project is suspended).
  Result<bool> add(const office::Notice& notice) {
    auto project = engine_.store().get<office::Project>(notice.project);
    if (!project || project->status == "suspended") return false;
    auto package = engine_.packages().open(engine_.store(), project->package);
    if (!package) return package.error();
    package_ = *package;
    round_ = project->round;
    Item item;
    item.code = project->code;
    item.order = notice.id;
    auto task = engine_.store().get<office::Task>(notice.task);
    if (task && task->due) item.due = *task->due;
    int days = item.due == kLastDate ? 0 : calendar::business_days_between(calendar_, today_, item.due);
    item.section = section_of(notice, days);
    auto unit = engine_.store().get<office::Unit>(task && !task->unit.empty() ? task->unit : project->unit);
    std::string role = text_member(notice.data, "vacant_role");
    item.fields = {{"project_code", project->code},
                   {"project_name", project->name},
                   {"task_title", task ? task->title : text_member(notice.data, "task_title")},
                   {"unit_name", unit ? unit->name : ""},
                   {"person_role", role.empty() ? "" : office::role_name(role).ja},
                   {"due_era", task && task->due ? calendar::era_date(*task->due) : "なし"},
                   {"due_short", task && task->due ? calendar::short_date(*task->due) : ""},
                   {"days", std::to_string(days)},
                   {"days_text", days_text(days)},
                   {"comment", text_member(notice.data, "comment")},
                   {"text", text_member(notice.data, "text")}};
    if (item.section == "notices") {
      std::string wording = message_text(**package, "notice-" + notice.kind);
      data values = object_of(item.fields);
      if (!wording.empty()) item.fields["text"] = trimmed(render(wording, values));
      if (item.fields["text"].empty()) item.fields["text"] = project->name;
      items_.push_back(std::move(item));
      return true;
    }
    std::string key = item.section == "escalated" ? notice.task + "/up" : notice.task;
    auto [entry, fresh] = by_task_.try_emplace(key, std::pair(weight(notice.kind), item));
    if (!fresh && weight(notice.kind) >= entry->second.first) entry->second = {weight(notice.kind), item};
    return true;
  }

  Draft write(const Settings& settings, const office::Person& person) {
    for (auto& [key, item] : by_task_) items_.push_back(std::move(item.second));
    std::stable_sort(items_.begin(), items_.end(), [](const Item& a, const Item& b) {
      if (a.due != b.due) return a.due < b.due;
      if (a.code != b.code) return a.code < b.code;
      return office::id_number(a.order) < office::id_number(b.order);
    });
    const JsonObject& office = object_or_empty(package_->manifest, "office");
    data values = data::type::object;
    values.set("person_name", person.name);
    values.set("person_role", own_role(person));
    values.set("date_era", calendar::era_date(today_));
    values.set("count", std::to_string(items_.size()));
    values.set("office_name",
               settings.office_name.empty() ? text_member(office, "name") : settings.office_name);
    values.set("office_contact", text_member(office, "contact"));
    auto round = engine_.store().get<office::Round>(round_);
    values.set("round", round ? round->name : "");
    std::size_t more = 0;
    for (const char* section : kSections) {
      data list = data::type::list;
      std::size_t listed = 0;
      for (const Item& item : items_) {
        if (item.section != section) continue;
        if (listed++ < kMaxItemsPerMessage)
          list << object_of(item.fields);
        else
          ++more;
      }
      values.set(std::string("has_") + section, data(listed > 0));
      values.set(section, list);
    }
    values.set("has_more", data(more > 0));
    values.set("more", std::to_string(more));
    return {person.id,
            person.mail,
            trimmed(render(message_text(*package_, "daily-subject"), values)),
            one_blank_line(render(message_text(*package_, "daily"), values)),
            {}};
  }

 private:
  static std::string trimmed(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
  }
  std::string own_role(const office::Person& person) {
    if (!person.partner.empty()) return office::role_name("partner").ja;
    auto grants = roles_of(engine_.store(), person.id, today_);
    return grants.empty() ? "担当" : office::role_name(grants.front().role).ja;
  }

  Engine& engine_;
  const calendar::Calendar& calendar_;
  LocalDate today_;
  std::shared_ptr<const workflow::Package> package_;  // of the last notice: its wording is the newest
  std::string round_;
  std::vector<Item> items_;
  std::map<std::string, std::pair<int, Item>> by_task_;
};

}  // namespace

Result<Draft> write_draft(Engine& engine, const calendar::Calendar& calendar, const Settings& settings,
                          const office::Person& person, const Found<office::Notice>& notices, TimePoint now) {
  Writer writer(engine, calendar, now);
  std::vector<std::string> ids;
  for (const office::Notice& notice : notices) {
    auto added = writer.add(notice);
    if (!added) return added.error();
    if (*added) ids.push_back(notice.id);
  }
  Draft draft{person.id, person.mail, "", "", {}};
  if (!ids.empty()) draft = writer.write(settings, person);
  draft.notices = std::move(ids);
  return draft;
}

}  // namespace kyodo::notify
