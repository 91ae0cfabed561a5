#include "server/service.h"

#include <fmt/format.h>

#include <future>
#include <mutex>
#include <ostream>

#include "runtime/writer.h"
#include "server/api.h"
#include "server/background.h"
#include "server/backups.h"
#include "server/listener.h"

namespace kyodo::server {
namespace {

constexpr std::size_t kIdBytes = 4;  // of the part that all ids of requests of one run have

Listening listening_of(const cli::Settings& settings, const std::string& id_prefix) {
  const auto& from = settings.server;
  return {from.address,
          from.port,
          from.threads,
          id_prefix,
          static_cast<std::size_t>(from.max_header_kib) << 10,
          static_cast<std::size_t>(from.max_body_kib) << 10,
          std::chrono::seconds(from.request_seconds),
          std::chrono::seconds(from.idle_seconds),
          Listening{}.stream,
          Listening{}.alive,
          from.connections,
          from.connections_per_address};
}

// One more connection, with plugins of its own: who reads and who writes mails asks them for words.
Result<std::unique_ptr<cli::Opened>> open_more(cli::Context& context, const std::string& plugins,
                                               bool read_only, int busy_timeout_ms) {
  auto store = context.machine().databases.open(context.database(), read_only, busy_timeout_ms);
  if (!store) return store.error();
  auto opened = std::make_unique<cli::Opened>();
  opened->store = std::move(*store);
  opened->stages = std::make_unique<stage::Catalog>(nullptr);
  opened->stages->load_folder(plugins);
  opened->stages_loaded = true;
  auto salt = opened->store->get<runtime::Meta>("salt_key");
  opened->engine =
      std::make_unique<runtime::Engine>(*opened->store, *opened->stages, salt ? salt->value : "");
  return opened;
}

// What happened, told by any thread.
class Teller {
 public:
  explicit Teller(cli::Context& context) : context_(context) {}
  void say(cli::LogLevel level, const Text& text) {
    const std::lock_guard lock(mutex_);
    context_.log(level, text);
  }

 private:
  cli::Context& context_;
  std::mutex mutex_;
};

// What the background works by; taken over whole when the settings are read anew.
struct Plan {
  cli::Settings settings;
  cli::Deliver deliver;
};
class CurrentPlan {
 public:
  explicit CurrentPlan(cli::Context& context) { take_over(context); }
  void take_over(cli::Context& context) {
    auto plan = std::make_shared<const Plan>(Plan{**context.settings(), context.deliver()});
    const std::lock_guard lock(mutex_);
    plan_ = std::move(plan);
  }
  std::shared_ptr<const Plan> get() const {
    const std::lock_guard lock(mutex_);
    return plan_;
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Plan> plan_;
};

// Timers in turn with the commands. Without an answer: so much waits that there is no turn; the next pass is
// soon.
std::optional<Result<void>> fire(cli::Context& context, runtime::Writer& writer) {
  auto fired = std::make_shared<std::promise<Result<void>>>();
  const bool taken = writer.run([&context, fired](runtime::Engine& engine) {
    try {
      auto report = cli::tick_and_deliver(engine, cli::office_time(context.machine(), engine.store()), {});
      fired->set_value(report ? Result<void>() : Result<void>(report.error()));
    } catch (const runtime::StorageFailure& failure) {
      fired->set_value(failure.error());
    }
  });
  if (!taken) return std::nullopt;
  return fired->get_future().get();
}

// On standard error too: on a full disk nothing can be written into the log.
void tell_turns(cli::Context& context, Teller& teller, bool was_closed,
                const std::optional<Writing::Closed>& closed) {
  if (was_closed == closed.has_value()) return;
  const Text text = closed ? Text{"変更を受け付けられません(閲覧はできます)。" + closed->why.ja,
                                  "No changes are taken; reading goes on. " + closed->why.en}
                           : Text{"ふたたび変更を受け付けています。", "Changes are taken again."};
  context.output().warn(text);
  teller.say(closed ? cli::LogLevel::error : cli::LogLevel::info, text);
}

// One pass of the scheduler: timers, and the background is woken. What goes wrong is told and tried again
// with the next.
void pass(cli::Context& context, runtime::Writer& writer, Writing& writing, Background& background,
          Teller& teller) {
  const auto fired = fire(context, writer);
  if (!fired) return;
  if (*fired) {
    writing.succeeded();
    return background.wake();
  }
  writing.failed(fired->error(), context.machine().clock.now());
  if (fired->error().code != Code::storage) teller.say(cli::LogLevel::error, fired->error().text);
}

// The day's backup and the mails that are due; true when more of them are.
bool back_up_and_deliver(cli::Context& context, const Plan& plan, runtime::Engine& mails,
                         const Background::KeepOn& keep_on, Teller& teller) {
  try {
    const TimePoint now = cli::office_time(context.machine(), mails.store());
    if (auto calendar = mails.shared_calendar()) {
      auto made = back_up_if_due(context, plan.settings, mails.store(), **calendar, now);
      if (!made) teller.say(cli::LogLevel::error, made.error().text);
      if (made && *made) teller.say(cli::LogLevel::info, **made);
    }
    auto delivered = plan.deliver(mails, now, keep_on);
    if (!delivered) return teller.say(cli::LogLevel::error, delivered.error().text), false;
    if (const std::int64_t failed = int_or(*delivered, "failed", 0); failed > 0)
      teller.say(cli::LogLevel::warning,
                 {fmt::format("{} 通は届けられませんでした。kyodo notify list で確かめてください。", failed),
                  fmt::format("{} message(s) could not be delivered.", failed)});
    return bool_or(*delivered, "left", false);
  } catch (const runtime::StorageFailure& failure) {
    mails.store().rollback();
    return teller.say(cli::LogLevel::error, failure.error().text), false;
  }
}

void reload(cli::Context& context, CurrentPlan& plan, Teller& teller) {
  if (auto read = context.reload_settings(); !read) {
    const Error& error = read.error();
    Text why = error.text;
    for (const Problem& one : error.problems) {
      why.ja += fmt::format(" {}: {}", one.field, one.text.ja);
      why.en += fmt::format(" {}: {}", one.field, one.text.en);
    }
    return teller.say(cli::LogLevel::error,
                      {"設定を読み直せません。前の設定のまま続けます。" + why.ja,
                       "The settings cannot be read anew; those before stay. " + why.en});
  }
  plan.take_over(context);
  teller.say(cli::LogLevel::info, {"設定を読み直しました。", "The settings were read anew."});
}

}  // namespace

Result<void> serve(cli::Context& context, const ServiceParts& parts) {
  if (auto opened = context.open_for_writing(); !opened) return opened.error();
  auto plugins = context.plugin_folder();
  if (!plugins) return plugins.error();
  const cli::Settings settings = **context.settings();  // of this run; those that change are the context's
  CurrentPlan plan(context);

  Metrics metrics;
  Writing writing;
  const int busy_timeout_ms = settings.store.busy_timeout_ms;
  Readers readers([&] { return open_more(context, *plugins, true, busy_timeout_ms); });
  auto mails = open_more(context, *plugins, false, busy_timeout_ms);
  if (!mails) return mails.error();
  runtime::Writer writer(context.engine());
  Api api({context.machine(), settings, readers, writer, metrics, writing, context.database()});
  auto listener = Listener::open(
      listening_of(settings, context.machine().random_hex(kIdBytes)),
      [&api](const Request& request, Respond respond) { api.handle(request, std::move(respond)); },
      [&](const Request& request, const Response& response, std::chrono::microseconds took) {
        metrics.count_request(response.status, took);
        parts.log_access({request.id, request.method, request.target.substr(0, request.target.find('?')),
                          response.status, took});
      });
  if (!listener) return listener.error();

  api.set_ready(true);
  const std::string where = fmt::format("http://{}:{}", settings.server.address, (*listener)->port());
  context.output().print_json(JsonObject{{"listening", where}});
  context.output().line({where + " で待ち受けています。", "Listening on " + where + "."});
  context.machine().out.flush();
  Teller teller(context);
  teller.say(cli::LogLevel::info, {"サービスを始めました。" + where, "The service began: " + where});

  Background background([&](const Background::KeepOn& keep_on) {
    return back_up_and_deliver(context, *plan.get(), *(*mails)->engine, keep_on, teller);
  });
  bool was_closed = false;
  for (Wake woken = Wake::time; woken != Wake::stop;) {
    if (woken == Wake::reload) reload(context, plan, teller);
    pass(context, writer, writing, background, teller);
    const auto closed = writing.closed();
    tell_turns(context, teller, was_closed, closed);
    was_closed = closed.has_value();
    woken = parts.wait(std::chrono::seconds((*context.settings())->server.tick_seconds),
                       [&background] { return background.busy(); });
  }

  api.set_ready(false);
  const bool all = (*listener)->stop(std::chrono::seconds(settings.server.stop_seconds));
  background.end();
  writer.end();  // answers what it still had, while there is a listener to carry it
  teller.say(cli::LogLevel::info,
             {all ? "サービスを終えました。" : "サービスを終えました(答えられなかった接続があります)。",
              all ? "The service ended." : "The service ended; some connections were not answered."});
  return {};
}

}  // namespace kyodo::server
