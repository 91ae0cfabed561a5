#include "cli/notices.h"

#include <fmt/format.h>

#include "notify/daily.h"
#include "notify/delivery_lock.h"
#include "notify/maildir.h"
#include "notify/smtp.h"
#include "notify/webhook.h"
#include "runtime/views.h"

namespace kyodo::cli {

using report::Cell;
using report::Tone;

namespace {

int minutes_of(std::string_view clock) {
  const bool shape = clock.size() == 5 && clock.find_first_not_of("0123456789:") == std::string_view::npos &&
                     clock[2] == ':';
  if (!shape) return notify::Settings{}.morning_minutes;
  auto two = [&](std::size_t at) { return (clock[at] - '0') * 10 + (clock[at + 1] - '0'); };
  return two(0) * 60 + two(3);
}

// The office's name and morning stand in the database, the way out in kyodo.info.
notify::Settings notify_settings(runtime::Store& store, const Settings& from) {
  notify::Settings settings;
  settings.from = from.notify.from;
  settings.max_attempts = from.notify.max_attempts;
  settings.office_name = from.office.name;
  settings.morning_minutes = minutes_of(from.office.morning);
  if (auto office = store.get<office::Setting>("office"); office && office->value.is_object()) {
    settings.office_name = string_or(office->value.get_object(), "name", settings.office_name);
    settings.morning_minutes =
        minutes_of(string_or(office->value.get_object(), "morning", from.office.morning));
  }
  return settings;
}

Result<std::unique_ptr<notify::Channel>> channel_of(const Settings& settings, const std::string& folder,
                                                    const Clock& clock) {
  const auto& from = settings.notify;
  if (from.channel == "smtp")
    return std::unique_ptr<notify::Channel>(std::make_unique<notify::Smtp>(notify::SmtpSettings{
        from.smtp_url, from.smtp_user, from.smtp_password, from.smtp_tls == "required", from.smtp_ca_file}));
  if (from.channel == "webhook")
    return std::unique_ptr<notify::Channel>(std::make_unique<notify::Webhook>(
        notify::WebhookSettings{from.webhook_url, from.webhook_secret, from.webhook_ca_file},
        [&clock] { return clock.now(); }));
  auto maildir = notify::Maildir::open(folder);
  if (!maildir) return maildir.error();
  return std::unique_ptr<notify::Channel>(std::make_unique<notify::Maildir>(std::move(*maildir)));
}

}  // namespace

Deliver deliver_notices(Context& context) {
  auto settings = context.settings();
  if (!settings) return {};
  return [from = **settings, folder = context.maildir(), file = context.database() + ".delivery",
          &clock = context.machine().clock](runtime::Engine& engine, TimePoint now,
                                            const std::function<bool()>& keep_on) -> Result<JsonObject> {
    auto lock = notify::DeliveryLock::take(file);
    if (!lock) return lock.error();
    if (!*lock) return JsonObject{{"elsewhere", true}};
    auto channel = channel_of(from, folder, clock);
    if (!channel) return channel.error();
    auto report = notify::run(engine, **channel, notify_settings(engine.store(), from), now, keep_on);
    if (!report) return report.error();
    JsonObject answer{
        {"made", report->made}, {"sent", report->sent}, {"retry", report->retry}, {"failed", report->failed}};
    if (report->left) answer["left"] = true;
    if (report->closed) answer["closed"] = JsonObject{{"ja", report->closed->ja}, {"en", report->closed->en}};
    return answer;
  };
}

Result<void> notify_list(Context& context) {
  bool ja = context.lang() == Lang::ja;
  JsonArray notices, messages;
  std::vector<std::vector<Cell>> rows;
  for (const office::Notice& notice : context.store().find<office::Notice>(
           {.where = {office::eq("status", std::string("pending"))}, .order = {"person", "id"}})) {
    notices.push_back(to_json(notice));
    rows.push_back({notice.id, notice.person, context.text(runtime::notice_word(notice.kind)), notice.project,
                    notice.task, calendar::local_time_text(context.calendar(), notice.created)});
  }
  context.output().table({{"ID"},
                          {ja ? "宛先" : "to"},
                          {ja ? "種類" : "kind"},
                          {ja ? "事業" : "project"},
                          {ja ? "タスク" : "task"},
                          {ja ? "作成" : "made"}},
                         rows);
  rows.clear();
  bool any_failed = false;
  office::Query query{.order = {"id"}};
  if (!context.call().has("all")) query.where.push_back(office::in("status", {"queued", "failed"}));
  for (const office::Message& message : context.store().find<office::Message>(query)) {
    messages.push_back(to_json(message));
    const bool failed = message.status == "failed";
    any_failed = any_failed || failed;
    rows.push_back({message.id, message.person, message.address,
                    Cell(failed                     ? (ja ? "不達" : "failed")
                         : message.status == "sent" ? (ja ? "送信済み" : "sent")
                                                    : (ja ? "再送待ち" : "queued"),
                         failed ? Tone::bad : Tone::plain),
                    std::to_string(message.attempts), message.subject, message.error});
  }
  context.output().print_json(JsonObject{{"notices", std::move(notices)}, {"messages", std::move(messages)}});
  if (rows.empty()) return {};
  context.output().heading({"メール", "Messages"});
  context.output().table({{"ID"},
                          {ja ? "宛先" : "to"},
                          {ja ? "アドレス" : "address"},
                          {ja ? "状態" : "state"},
                          {ja ? "回数" : "attempts", report::Align::right},
                          {ja ? "件名" : "subject"},
                          {ja ? "誤り" : "error"}},
                         rows);
  if (any_failed)
    context.output().line(
        {"不達のメールは、原因を直してから kyodo notify resend M-1 のように送り直します。",
         "Once the cause is mended, kyodo notify resend M-1 sends a failed message again."});
  return {};
}

Result<void> notify_preview(Context& context) {
  auto settings = context.settings();
  if (!settings) return settings.error();
  auto drafts =
      notify::preview(context.engine(), notify_settings(context.store(), **settings), context.now());
  if (!drafts) return drafts.error();
  JsonArray list;
  for (const notify::Draft& draft : *drafts) {
    if (context.call().has("person") && context.call().option("person") != draft.person) continue;
    list.push_back(JsonObject{{"person", draft.person},
                              {"address", draft.address},
                              {"subject", draft.subject},
                              {"body", draft.body},
                              {"notices", to_json(draft.notices)}});
    context.output().heading({fmt::format("{} <{}>", draft.person, draft.address),
                              fmt::format("{} <{}>", draft.person, draft.address)});
    context.output().field({"件名", "subject"}, draft.subject);
    context.output().raw("\n" + draft.body + "\n");
  }
  const std::size_t count = list.size();
  context.output().print_json(JsonObject{{"messages", std::move(list)}});
  context.output().line(
      {fmt::format("{} 通(まだ送っていません)", count), fmt::format("{} message(s), not sent", count)});
  return {};
}

Result<void> notify_run(Context& context) {
  auto deliver = context.deliver();
  if (!deliver)
    return fail(Code::io, "お知らせの設定を読めません。", "The settings of notices cannot be read.");
  auto answer = deliver(context.engine(), context.now(), {});
  if (!answer) return answer.error();
  context.output().print_json(*answer);
  if (bool_or(*answer, "elsewhere", false)) {
    context.output().line(
        {"ほかの kyodo が配信しているところです。", "Another kyodo is delivering just now."});
    return {};
  }
  context.output().line(
      {fmt::format("{} 通を作り、{} 通を送りました(再送待ち {}、不達 {})。", int_or(*answer, "made", 0),
                   int_or(*answer, "sent", 0), int_or(*answer, "retry", 0), int_or(*answer, "failed", 0)),
       fmt::format("Made {}, sent {} (to be tried again {}, given up {}).", int_or(*answer, "made", 0),
                   int_or(*answer, "sent", 0), int_or(*answer, "retry", 0), int_or(*answer, "failed", 0))});
  if (bool_or(*answer, "left", false))
    context.output().line(
        {"まだ残っています。続きは次の実行で送ります。", "More waits; the next run goes on with it."});
  return {};
}

}  // namespace kyodo::cli
