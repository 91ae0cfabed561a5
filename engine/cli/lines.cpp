#include "cli/lines.h"

#include <fmt/format.h>

#include "base/record.h"
#include "runtime/tick.h"

namespace kyodo::cli {
namespace {

// As written: times are still text.
struct WrittenLine {
  std::string command;
  JsonObject args;
  std::optional<std::string> as, reason, key, now, at;
  std::optional<std::int64_t> expect;
};
BOOST_DESCRIBE_STRUCT(WrittenLine, (), (command, args, as, reason, key, now, at, expect))

Error located(Error error, const Where& where) {
  if (where.line > 0) {
    int column = error.where ? error.where->column : 0;
    error.where = Where{where.file, where.line, column};
  }
  return error;
}

Result<void> read_time(const std::optional<std::string>& text, const char* field,
                       const calendar::Calendar& calendar, std::optional<TimePoint>& time) {
  if (!text) return {};
  auto read = calendar::parse_time(calendar, *text);
  if (!read) {
    Error error = read.error();
    error.problems.push_back({std::string("/") + field, "time", error.text});
    return error;
  }
  time = *read;
  return {};
}

}  // namespace

Result<Line> parse_line(std::string_view text, const calendar::Calendar& calendar, const Where& where) {
  if (text.size() > kMaxLineBytes)
    return located(fail(Code::limit, fmt::format("1行は {} MiB までです。", kMaxLineBytes >> 20),
                        fmt::format("A line has at most {} MiB.", kMaxLineBytes >> 20)),
                   where);
  auto json = parse_json(text, where.file, kMaxLineBytes);
  if (!json) return located(json.error(), where);
  auto written = from_json<WrittenLine>(*json, "コマンドの行");
  if (!written) return located(written.error(), where);
  Line line;
  line.command = std::move(written->command);
  line.args = std::move(written->args);
  line.as = written->as.value_or("");
  line.reason = written->reason.value_or("");
  line.key = written->key.value_or("");
  line.expect = written->expect;
  if (auto now = read_time(written->now, "now", calendar, line.now); !now) return located(now.error(), where);
  if (auto at = read_time(written->at, "at", calendar, line.at); !at) return located(at.error(), where);
  return line;
}

std::string print_line(const Line& line, const calendar::Calendar& calendar) {
  JsonObject json{{"command", line.command}};
  if (line.command != kTick || !line.args.empty()) json["args"] = line.args;
  if (!line.as.empty()) json["as"] = line.as;
  if (!line.reason.empty()) json["reason"] = line.reason;
  if (!line.key.empty()) json["key"] = line.key;
  if (line.now) json["now"] = calendar::to_rfc3339(calendar, *line.now);
  if (line.at) json["at"] = calendar::to_rfc3339(calendar, *line.at);
  if (line.expect) json["expect"] = *line.expect;
  return to_text(json);
}

Result<JsonObject> tick_and_deliver(runtime::Engine& engine, TimePoint now, const Deliver& deliver) {
  auto report = runtime::tick(engine, now);
  if (!report) return report.error();
  JsonObject answer{{"fired", report->fired}, {"incidents", to_json(report->incidents)}};
  if (!deliver) return answer;
  auto delivered = deliver(engine, now, {});
  if (!delivered) return delivered.error();
  for (auto& member : *delivered) answer[member.key()] = std::move(member.value());
  return answer;
}

Result<void> check_actor(const std::string& as) {
  if (as != "system") return {};
  return fail(Code::not_authorised, "「system」は kyodo 自身の名前です。利用者の ID を指定してください。",
              "\"system\" is kyodo itself. Give the id of a person.");
}

Result<Json> execute(runtime::Engine& engine, const Line& line, LineContext& context) {
  if (line.now) {
    if (!context.test_clock)
      return fail(
          Code::refused,
          "時刻を指定できるのは、kyodo init --test-clock "
          "で作ったデータベースだけです。now(--now)を外してください。",
          "A time can only be given on a database made with kyodo init --test-clock. Leave out now (--now).");
    context.now = *line.now;
  }
  if (auto person = check_actor(line.as); !person) return person.error();
  if (line.command == kTick) {
    if (!line.args.empty() || line.at || line.expect || !line.key.empty())
      return fail(Code::bad_input, "tick に指定できるのは now だけです。", "tick takes nothing but now.");
    auto answer = tick_and_deliver(engine, context.now, context.deliver);
    if (!answer) return answer.error();
    return Json(std::move(*answer));
  }
  auto body = runtime::decode_command(line.command, line.args);
  if (!body) return body.error();
  auto answer = engine.apply(
      {std::move(*body), line.as, line.reason, context.channel, line.key, line.expect, context.now, line.at});
  if (!answer) return answer.error();
  Json json = runtime::answer_json(*answer);
  if (answer->repeated) json.as_object()["repeated"] = true;
  return json;
}

}  // namespace kyodo::cli
