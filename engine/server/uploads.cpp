// Files in requests: lists from spreadsheets, attachments, commands line by line.
#include <fmt/format.h>

#include <algorithm>
#include <future>

#include "server/api.h"
#include "server/calls.h"
#include "server/problem.h"

namespace kyodo::server {
namespace {

constexpr const char* kUpload = "upload";  // how messages call the file

// The line that a subcommand wants carried out, as the command of this request.
Result<runtime::Command> command_of(const cli::Line& line, const Request& request, const std::string& person,
                                    TimePoint now) {
  if (line.as != person)
    return fail(Code::not_authorised, "送る本人の操作だけを行えます。\"as\" を外してください。",
                "Only what you do yourself: leave out \"as\".");
  if (line.now || line.command == cli::kTick)
    return fail(Code::bad_input, "時刻はサービスの時計によります。\"now\" と tick は使えません。",
                "The service has a clock of its own: there is no \"now\" and no tick.");
  auto body = runtime::decode_command(line.command, line.args);
  if (!body) return body.error();
  return runtime::Command{std::move(*body), line.as,     line.reason, "http:" + request.id,
                          line.key,         line.expect, now,         line.at};
}

}  // namespace

Response Api::upload(const Route& route, const Values& places, const Target& target, const Request& request,
                     cli::Opened& opened, const Caller& caller) {
  if (route.spec->command.empty() &&
      std::count(request.body.begin(), request.body.end(), '\n') > kMaxRequestLines)
    return problem(fail(
        Code::limit, fmt::format("一度に送れるのは {} 行までです。分けて送ってください。", kMaxRequestLines),
        fmt::format("At most {} lines at a time. Send them in parts.", kMaxRequestLines)));
  Target without_reason = target;
  std::string reason;
  std::erase_if(without_reason.query, [&](const auto& parameter) {
    if (parameter.first == "reason") reason = parameter.second;
    return parameter.first == "reason";
  });
  auto call = call_of(route, places, without_reason, caller.person);
  if (!call) return problem(call.error());
  for (const cli::Param& positional : route.spec->positionals)
    if (positional.kind == cli::Kind::file) call->positionals[positional.name] = kUpload;
  if (!reason.empty()) call->options["reason"] = {reason};
  if (const std::string_view key = request.header("idempotency-key"); !key.empty())
    call->options["key"] = {std::string(key)};
  auto version = expected_version(request);
  if (!version) return problem(version.error());
  if (*version) call->options["expect"] = {std::to_string(**version)};

  Asked asked(parts_.machine, *call, language_of(request), parts_.settings, opened);
  cli::Context& context = asked.context();
  context.give_file(request.body);
  context.set_way([&](cli::Context& used, const cli::Line& line) -> Result<Json> {
    auto command = command_of(line, request, caller.person, used.now());
    if (!command) return command.error();
    // Waits here, on a thread that reads: nothing of the writer waits for one of those.
    std::promise<Result<runtime::Answer>> answered;
    std::optional<Response> busy;
    submit(
        std::move(*command), [&](Response response) { busy = std::move(response); },
        [&](Result<runtime::Answer> answer) { answered.set_value(std::move(answer)); });
    if (busy)
      return fail(Code::busy, "混み合っています。少し待ってやり直してください。",
                  "Too much waits already. Try again in a moment.");
    auto answer = answered.get_future().get();
    parts_.metrics.count_command(answer.has_value());
    if (!answer) return answer.error();
    return runtime::answer_json(*answer);
  });
  if (auto begun = context.open_for_reading(); !begun) return problem(begun.error());
  // Before the handler says anything of what is there: what is wrong with a row, or what a trial would do.
  auto rights = context.rights();
  if (!rights) return problem(rights.error());
  if (!route.spec->command.empty())  // each line says what it is
    if (auto may = (*rights)->may({.name = route.spec->command}); !may) return problem(may.error());
  if (auto done = route.spec->handler(context); !done) return problem(done.error());
  return asked.said();
}

}  // namespace kyodo::server
