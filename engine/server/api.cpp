#include "server/api.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "cli/parse.h"
#include "notify/daily.h"
#include "runtime/access.h"
#include "server/calls.h"
#include "server/events.h"
#include "server/openapi.h"
#include "server/problem.h"

namespace kyodo::server {
namespace {

constexpr std::size_t kMaxCounted = 1'000;          // rows counted for a monitor
constexpr int kLateTicks = 10, kLateSeconds = 300;  // the heartbeat is late after the longer of both

Response no_such_page() {
  return problem(404, "unknown_path",
                 {"このアドレスには何もありません。", "Nothing answers at this address."});
}

// What /events takes, for what is said of anything else.
const cli::Spec kAfter{
    .options = {{"after", "N", cli::Kind::integer, {"この番号の後から", "from after this row"}}}};

// "/tasks?all=true", decoded.
std::string read_path(const Target& target) {
  std::string path;
  for (const std::string& segment : target.path) path += "/" + segment;
  const char* joint = "?";
  for (const auto& [name, value] : target.query) {
    path += joint + name + "=" + value;
    joint = "&";
  }
  return path;
}

// What a monitor has to know of the database. Counts end at kMaxCounted: beyond it a monitor has reason
// enough.
std::string state_of(runtime::Store& store, const Writing& writing, const std::string& file, int tick_seconds,
                     TimePoint now) {
  std::string text;
  auto gauge = [&](const char* name, const char* help, std::int64_t value) {
    text += fmt::format("# HELP {} {}\n# TYPE {} gauge\n{} {}\n", name, help, name, name, value);
  };
  auto seconds = [&](const char* key) {
    auto meta = store.get<runtime::Meta>(key);
    return meta ? std::strtoll(meta->value.c_str(), nullptr, 10) / 1000 : 0;
  };
  auto count = [&]<class T>(const T*, std::vector<office::Term> where) {
    return static_cast<std::int64_t>(
        store.find<T>({.where = std::move(where), .limit = static_cast<std::int64_t>(kMaxCounted)}).size());
  };
  auto timers_until = [&](std::int64_t ms) {
    return count(static_cast<const office::Timer*>(nullptr),
                 {office::eq("paused", std::int64_t{0}), office::le("due", ms)});
  };
  auto messages = [&](const char* state) {
    return count(static_cast<const office::Message*>(nullptr), {office::eq("status", std::string(state))});
  };
  auto newest = store.last_entry();
  gauge("kyodo_journal_entries", "Rows of the journal.", newest ? newest->number : 0);
  gauge("kyodo_last_tick_seconds", "When deadlines were last looked at, Unix time; 0: never.",
        seconds("last_tick"));
  gauge("kyodo_last_backup_seconds", "When the last backup was made, Unix time; 0: never.",
        seconds("last_backup"));
  const auto read_only = writing.closed();
  gauge("kyodo_read_only_seconds", "Since when nothing can be written, Unix time; 0: it can.",
        read_only ? read_only->since.ms / 1000 : 0);
  gauge("kyodo_heartbeat_late", "1: deadlines were not looked at for too long.",
        now.ms / 1000 - seconds("last_tick") > std::max(kLateTicks * tick_seconds, kLateSeconds));
  gauge("kyodo_timers_due", "Timers that wait to be fired.", timers_until(now.ms));
  gauge("kyodo_timers_late", "Of these, those due for more than five minutes.",
        timers_until(now.ms - kLateSeconds * 1'000));
  text +=
      "# HELP kyodo_messages Mails that wait, and those that were given up.\n# TYPE kyodo_messages gauge\n";
  for (const char* state : {"queued", "failed"})
    text += fmt::format("kyodo_messages{{state=\"{}\"}} {}\n", state, messages(state));
  gauge("kyodo_last_delivery_seconds", "When a mail last left, Unix time; 0: never.",
        seconds("last_delivery"));
  std::error_code ec;
  std::uintmax_t bytes = 0;
  for (const char* part : {"", "-wal"})
    if (const auto size = std::filesystem::file_size(file + part, ec); !ec) bytes += size;
  gauge("kyodo_database_bytes", "Size of the database and its log on disk.",
        static_cast<std::int64_t>(bytes));
  const auto closed = notify::closed_way(store);
  gauge("kyodo_mail_closed_seconds", "Since when no mail can leave, Unix time; 0: it can.",
        closed ? closed->since.ms / 1000 : 0);
  return text;
}

}  // namespace

void Api::handle(const Request& request, Respond respond) {
  try {
    dispatch(request, respond);
  } catch (const runtime::StorageFailure& failure) {
    respond(problem(failure.error()));
  } catch (const std::exception& damage) {
    respond(problem(fail(Code::corrupt, damage.what(), damage.what())));
  }
}

void Api::dispatch(const Request& request, Respond respond) {
  auto target = read_target(request.target);
  if (!target) return respond(problem(target.error()));
  std::vector<std::string>& path = target->path;
  if (path.size() == 1) {
    if (request.method != "GET") return respond(no_such_page());
    return respond(health(path[0]));
  }
  if (path.size() < 3 || path[0] != "api" || path[1] != "v1") return respond(no_such_page());
  path.erase(path.begin(), path.begin() + 2);
  if (path.size() == 1 && path[0] == "openapi.json" && request.method == "GET")
    return respond({200, "application/json", openapi_text()});

  auto lease = parts_.readers.take();
  if (!lease) return respond(problem(lease.error()));
  cli::Opened& opened = **lease;
  opened.now = cli::office_time(parts_.machine, *opened.store);
  if (path.size() == 1 && path[0] == "logins" && request.method == "POST")
    return sign_on(request, opened, std::move(respond));
  if (path.size() == 1 && path[0] == "claim" && request.method == "POST")
    return claim(request, opened, std::move(respond));
  auto caller = authenticate(request, *opened.store, opened.now);
  if (!caller) {
    Response refused = problem(401, "not_authenticated", caller.error().text);
    refused.headers.emplace_back("WWW-Authenticate", "Bearer");
    return respond(std::move(refused));
  }
  if (path.size() == 2 && path[0] == "logins" && path[1] == "current") {
    if (request.method == "GET") return respond(who(*caller, *opened.store));
    if (request.method == "DELETE" && caller->may_write) return sign_off(request, opened, std::move(respond));
  }
  if (path.size() == 1 && path[0] == "events" && request.method == "GET")
    return respond(events(*target, request, *opened.store, *caller));
  Found found = find_route(request.method, path);
  if (!found.route) {
    if (found.methods.empty()) return respond(no_such_page());
    std::string allowed;
    for (const std::string& method : found.methods)
      allowed += (allowed.empty() ? "" : ", ") + method + (method == "GET" ? ", HEAD" : "");
    Response refused = problem(405, "wrong_method",
                               {fmt::format("このアドレスで使えるのは {} です。", allowed),
                                fmt::format("This address answers {}.", allowed)});
    refused.headers.emplace_back("Allow", allowed);
    return respond(std::move(refused));
  }
  if (found.route->method == "GET") {
    const auto project = found.places.find("project");
    const std::string of = project == found.places.end() ? "" : project->second;
    Response response = read(*found.route, std::move(found.places), *target, request, opened, *caller);
    const auto calendar = opened.engine->shared_calendar();
    if (response.status >= 400 || !calendar ||
        !runtime::is_audited(*opened.store, caller->person, calendar::local_date(**calendar, opened.now)))
      return respond(std::move(response));
    return note_reading(request, read_path(*target), of, *caller, opened.now, std::move(response),
                        std::move(respond));
  }
  if (!caller->may_write)
    return respond(problem(caller->csrf.empty()
                               ? fail(Code::not_authorised, "このトークンは読み取り専用です。",
                                      "This token is for reading only.")
                               : fail(Code::not_authorised,
                                      "X-CSRF-Token に、サインインのときに返した値を付けてください。",
                                      "Give X-CSRF-Token the value that signing on gave.")));
  if (carries_file(*found.route, request))
    return respond(upload(*found.route, found.places, *target, request, opened, *caller));
  if (found.route->spec->command.empty())
    return respond(problem(415, "wrong_type",
                           {"内容は application/jsonl(1行に1件)で送ってください。",
                            "Send the content as application/jsonl, one command a line."}));
  if (!target->query.empty()) return respond(problem(unknown_parameter(target->query[0].first, {})));
  write(*found.route, std::move(found.places), request, *caller, opened, std::move(respond));
}

Response Api::events(const Target& target, const Request& request, runtime::Store& store,
                     const Caller& caller) {
  // Without a place to go on from: from now on.
  std::string_view from = request.header("last-event-id");
  for (const auto& [name, value] : target.query) {
    if (name != "after") return problem(unknown_parameter(name, kAfter));
    from = value;
  }
  std::int64_t after = 0;
  if (from.empty()) {
    auto newest = store.last_entry();
    after = newest ? newest->number : 0;
  } else if (auto [end, error] = std::from_chars(from.data(), from.data() + from.size(), after);
             error != std::errc{} || end != from.data() + from.size() || after < 0) {
    return problem(fail(Code::wrong_usage, "Last-Event-ID と after は記録の番号です。",
                        "Last-Event-ID and after are numbers of the journal."));
  }
  return event_stream(parts_.readers, parts_.machine, caller.person, after);
}

Response Api::read(const Route& route, Values places, const Target& target, const Request& request,
                   cli::Opened& opened, const Caller& caller) {
  auto call = call_of(route, std::move(places), target, caller.person);
  if (!call) return problem(call.error());
  Asked asked(parts_.machine, *call, language_of(request), parts_.settings, opened);
  cli::Context& context = asked.context();
  std::string file;
  context.take_file(file);
  if (auto begun = context.open_for_reading(); !begun) return problem(begun.error());
  if (auto may = context.check_reading(); !may) return problem(may.error());
  if (auto done = route.spec->handler(context); !done) return problem(done.error());
  Response response = asked.said();
  if (takes_file(*route.spec)) return attachment(response.body, std::move(file));
  // Lists have no version.
  if (const auto& version = context.output().printed_version()) {
    const std::string tag = fmt::format("\"{}\"", *version);
    if (request.header("if-none-match") == tag) response = {304, "", ""};
    response.headers.emplace_back("ETag", tag);
  }
  return response;
}

void Api::note_reading(const Request& request, const std::string& path, const std::string& project,
                       const Caller& caller, TimePoint now, Response response, Respond respond) {
  runtime::Command note{runtime::NoteReading{path, project},
                        caller.person,
                        "",
                        "http:" + request.id,
                        "",
                        std::nullopt,
                        now,
                        std::nullopt};
  submit(std::move(note), respond, [respond, response = std::move(response)](Result<runtime::Answer> answer) {
    respond(answer ? response : problem(answer.error()));
  });
}

void Api::write(const Route& route, Values places, const Request& request, const Caller& caller,
                cli::Opened& opened, Respond respond) {
  auto args = args_of(route, places, request);
  if (!args) {
    Response refused = problem(args.error());
    if (request.header("content-type").substr(0, 16) != "application/json" && !request.body.empty())
      refused = problem(415, "wrong_type", args.error().text);
    return respond(std::move(refused));
  }
  runtime::Command command;
  if (const Json* reason = args->if_contains("reason"); reason && reason->is_string()) {
    command.reason = std::string(reason->get_string());
    args->erase("reason");
  }
  auto body = runtime::decode_command(route.spec->command, *args);
  if (!body) return respond(problem(body.error()));
  command.body = std::move(*body);
  command.actor = caller.person;
  command.channel = "http:" + request.id;
  command.key = std::string(request.header("idempotency-key"));
  command.now = opened.now;
  auto version = expected_version(request);
  if (!version) return respond(problem(version.error()));
  command.expected_version = *version;
  submit(std::move(command), respond, [respond, this](Result<runtime::Answer> answer) {
    parts_.metrics.count_command(answer.has_value());
    if (!answer) return respond(problem(answer.error()));
    Json json = runtime::answer_json(*answer);
    if (answer->repeated) json.as_object()["repeated"] = true;
    respond({200, "application/json", to_text(json)});
  });
}

void Api::submit(runtime::Command command, Respond respond, runtime::Writer::Done done) {
  auto noted = [this, done = std::move(done)](Result<runtime::Answer> answer) {
    if (!answer)
      parts_.writing.failed(answer.error(), parts_.machine.clock.now());
    else if (!answer->repeated)  // which writes nothing
      parts_.writing.succeeded();
    done(std::move(answer));
  };
  if (!parts_.writer.submit(std::move(command), std::move(noted))) respond(too_busy());
}

Response Api::health(const std::string& path) {
  if (path == "healthz") return {200, "application/json", R"({"status":"alive"})"};
  if (path == "metrics") {
    auto lease = parts_.readers.take();
    if (!lease) return problem(lease.error());
    return {
        200, "text/plain; version=0.0.4",
        parts_.metrics.text(parts_.writer.waiting()) +
            state_of(*(**lease).store, parts_.writing, parts_.database, parts_.settings.server.tick_seconds,
                     cli::office_time(parts_.machine, *(**lease).store))};
  }
  if (path == "readyz") {
    if (!ready_)
      return problem(503, "not_ready", {"起動または終了の途中です。", "Starting or about to end."});
    auto lease = parts_.readers.take();
    if (!lease) return problem(lease.error());
    (**lease).store->get<runtime::Meta>("created");
    // Who reads is still served.
    if (const auto closed = parts_.writing.closed())
      return {200, "application/json",
              to_text(JsonObject{
                  {"status", "read_only"}, {"detail", closed->why.ja}, {"detail_en", closed->why.en}})};
    return {200, "application/json", R"({"status":"ready"})"};
  }
  return no_such_page();
}

}  // namespace kyodo::server
