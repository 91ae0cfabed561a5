#include "cli/notices.h"

#include <fmt/format.h>

namespace kyodo::cli {

using report::Cell;
using report::Tone;

Deliver deliver_notices(Context&) {
  return {};
}

Result<void> notify_list(Context& context) {
  bool ja = context.lang() == Lang::ja;
  JsonArray notices, messages;
  std::vector<std::vector<Cell>> rows;
  for (const office::Notice& notice : context.store().find<office::Notice>(
           {.where = {office::eq("status", std::string("pending"))}, .order = {"person", "id"}})) {
    notices.push_back(to_json(notice));
    rows.push_back({notice.id, notice.person, notice.kind, notice.project, notice.task,
                    calendar::local_time_text(context.calendar(), notice.created)});
  }
  context.output().table({{"ID"},
                          {ja ? "宛先" : "to"},
                          {ja ? "種類" : "kind"},
                          {ja ? "事業" : "project"},
                          {ja ? "課題" : "task"},
                          {ja ? "作成" : "made"}},
                         rows);
  rows.clear();
  office::Query query{.order = {"id"}};
  if (!context.call().has("all")) query.where.push_back(office::in("status", {"queued", "failed"}));
  for (const office::Message& message : context.store().find<office::Message>(query)) {
    messages.push_back(to_json(message));
    const bool failed = message.status == "failed";
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
  return {};
}

Result<void> notify_preview(Context&) {
  return fail(Code::refused, "お知らせはまだ作れません。", "Messages cannot be made yet.");
}
Result<void> notify_run(Context&) {
  return fail(Code::refused, "お知らせはまだ送れません。", "Messages cannot be sent yet.");
}

}  // namespace kyodo::cli
