// `kyodo scxml run`: one chart with its invoked charts, driven by lines of JSON, by its own delays and by
// HTTP.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <istream>
#include <ostream>
#include <thread>

#include "cli/findings.h"
#include "cli/handlers.h"
#include "cli/inbox.h"
#include "cli/scxml_file.h"
#include "scxml/host.h"
#include "scxml/http.h"

namespace kyodo::cli {
namespace {

constexpr int kMaxRunSeconds = 7 * 24 * 3600;  // of --timeout

// A script that loops cannot be stopped from inside, so the whole process ends.
class Watchdog {
 public:
  Watchdog(int seconds, std::ostream& err)
      : thread_([this, seconds, &err] {
          std::unique_lock lock(mutex_);
          if (changed_.wait_for(lock, std::chrono::seconds(seconds), [this] { return over_; })) return;
          err << fmt::format("{0} 秒を過ぎたので打ち切りました。 / The run was ended after {0} s.\n", seconds)
              << std::flush;
          std::_Exit(1);
        }) {}
  ~Watchdog() {
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool over_ = false;
  std::thread thread_;  // last: it uses the others
};

// Data items, those that are undefined left out, XML as its text.
JsonObject data_of(const interpreter::Session& session) {
  return interpreter::object_of(session.data);
}

class Run {
 public:
  explicit Run(Context& context)
      : context_(context),
        interactive_(context.call().has("interactive")),
        real_(context.call().option("clock", "virtual") == "real"),
        http_(context.call().has("http")) {}

  Result<void> run() {
    const std::string name = context_.call().positional("file");
    auto file = read_chart_file(name);
    if (!file) return file.error();
    if (!file->parsed.chart) return error_of(file->parsed.findings);
    scxml::Options options{.read_source = source_beside(name), .thaw = context_.call().has("thaw")};
    if (http_) {
      auto server =
          scxml::HttpServer::open([inbox = inbox_](const std::string& session, interpreter::Event event) {
            return inbox->offer({session, std::move(event)});
          });
      if (!server) return server.error();
      server_ = std::move(*server);
      options.http_base = server_->base();
      options.post = scxml::post_form;
      options.received = [inbox = inbox_] { return inbox->get_message(); };
      options.watch = [inbox = inbox_](const std::string& id, bool exists) {
        inbox->set_session(id, exists);
      };
    }
    host_.emplace(std::move(options));
    if (auto done = host_->begin(file->parsed.chart, now()); !done) return done;
    print();
    listen();
    while (!host_->session().done) {
      auto more = next();
      if (!more) return more.error();
      if (!*more) break;
    }
    return {};
  }

 private:
  TimePoint now() const { return real_ ? context_.machine().clock.now() : virtual_now_; }

  // A thread of its own for standard input only where something else can happen while it is waited for. It
  // ends with the process: nothing can call it back from reading.
  void listen() {
    if (!interactive_ || (!real_ && !http_)) return;
    std::thread([inbox = inbox_, &in = context_.machine().in] {
      for (std::string line; std::getline(in, line);) inbox->put(InputLine{std::move(line)});
      inbox->put(InputEnd{});
    }).detach();
  }

  // Whether there is anything left to wait for.
  Result<bool> next() {
    if (interactive_ && !real_ && !http_) {
      std::string line;
      if (!std::getline(context_.machine().in, line)) return false;
      return take(InputLine{std::move(line)});
    }
    const auto due = host_->next_due();
    std::optional<std::int64_t> patience;  // none: for ever
    if (due && real_) {
      if (*due <= now()) return said(host_->advance(now()));
      patience = due->ms - now().ms;
    }
    if (due && !real_ && !interactive_) patience = 0;
    if (!due && !interactive_ && !http_) return false;
    if (auto arrival = inbox_->get(patience)) return take(std::move(*arrival));
    if (!real_) virtual_now_ = *due;
    return said(host_->advance(now()));
  }

  Result<bool> take(Arrival arrival) {
    if (std::holds_alternative<InputEnd>(arrival)) return false;
    if (auto* message = std::get_if<scxml::Incoming>(&arrival))
      return said(host_->take(message->session, std::move(message->event), now()));
    ++line_;
    const std::string& text = std::get<InputLine>(arrival).text;
    if (text.find_first_not_of(" \t\r") == std::string::npos) return true;
    auto json = parse_json(text, "-");
    if (!json) return json.error();
    if (!json->is_object()) return bad_line();
    const JsonObject& object = json->get_object();
    if (const std::string_view span = string_or(object, "advance", ""); !span.empty()) {
      const auto ms = chart::parse_delay(span);
      if (!ms || real_ || object.size() != 1) return bad_line();
      virtual_now_.ms += *ms;
      return said(host_->advance(virtual_now_));
    }
    interpreter::Event event{std::string(string_or(object, "name", ""))};
    const Json* data = object.if_contains("data");
    if (event.name.empty() || object.size() != (data ? 2u : 1u)) return bad_line();
    if (data) event.data = {datamodel::Item::Kind::json, *data, {}};
    return said(host_->take(std::move(event), now()));
  }

  Error bad_line() const {
    return fail_at({"-", line_}, Code::bad_input,
                   "{\"name\":\"…\",\"data\":…} か、仮の時計では {\"advance\":\"500ms\"} を書いてください。",
                   "Write {\"name\":\"…\",\"data\":…} or, on the virtual clock, {\"advance\":\"500ms\"}.");
  }

  Result<bool> said(const Result<void>& done) {
    if (!done) return done.error();
    print();
    return true;
  }

  void print() {
    const interpreter::Session& session = host_->session();
    JsonArray configuration, log, errors;
    for (const std::string& state : interpreter::atomic_states(host_->chart(), session))
      configuration.emplace_back(state);
    for (const scxml::Logged& line : host_->take_log())
      log.push_back(JsonObject{{"session", line.session}, {"label", line.label}, {"text", line.text}});
    for (const std::string& error : host_->take_errors()) errors.emplace_back(error);
    JsonObject line{{"configuration", std::move(configuration)},
                    {"done", session.done},
                    {"data", data_of(session)},
                    {"log", std::move(log)}};
    if (!errors.empty()) line.emplace("errors", std::move(errors));
    context_.machine().out << to_text(line) << '\n' << std::flush;
  }

  Context& context_;
  const bool interactive_, real_, http_;
  std::shared_ptr<Inbox> inbox_ = std::make_shared<Inbox>();
  std::unique_ptr<scxml::HttpServer> server_;
  std::optional<scxml::Host> host_;
  TimePoint virtual_now_;
  int line_ = 0;
};

}  // namespace

Result<void> scxml_run(Context& context) {
  const std::string clock = context.call().option("clock", "virtual"),
                    timeout = context.call().option("timeout");
  if (clock != "virtual" && clock != "real")
    return fail(Code::wrong_usage, fmt::format("時計「{}」はありません。virtual か real です。", clock),
                fmt::format("There is no clock \"{}\"; it is virtual or real.", clock));
  std::optional<Watchdog> watchdog;
  if (!timeout.empty()) {
    const long seconds = std::strtol(timeout.c_str(), nullptr, 10);
    if (seconds < 1 || seconds > kMaxRunSeconds)
      return fail(Code::wrong_usage, fmt::format("--timeout は 1 から {} までの秒数です。", kMaxRunSeconds),
                  fmt::format("--timeout is a number of seconds from 1 to {}.", kMaxRunSeconds));
    watchdog.emplace(static_cast<int>(seconds), context.machine().err);
  }
  return Run(context).run();
}

}  // namespace kyodo::cli
