#include "server/service.h"

#include <fmt/format.h>

#include <future>
#include <ostream>

#include "runtime/writer.h"
#include "server/api.h"
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

// Timers in turn with the commands. Without an answer: so much waits that there is no turn; the next pass is
// soon.
std::optional<Result<TimePoint>> fire(cli::Context& context, runtime::Writer& writer) {
  auto fired = std::make_shared<std::promise<Result<TimePoint>>>();
  const bool taken = writer.run([&context, fired](runtime::Engine& engine) {
    try {
      const TimePoint now = cli::office_time(context.machine(), engine.store());
      auto report = cli::tick_and_deliver(engine, now, {});
      fired->set_value(report ? Result<TimePoint>(now) : Result<TimePoint>(report.error()));
    } catch (const runtime::StorageFailure& failure) {
      fired->set_value(failure.error());
    }
  });
  if (!taken) return std::nullopt;
  return fired->get_future().get();
}

// On standard error too: on a full disk nothing can be written into the log.
void tell_turns(cli::Context& context, bool was_closed, const std::optional<Writing::Closed>& closed) {
  if (was_closed == closed.has_value()) return;
  const Text text = closed ? Text{"変更を受け付けられません(閲覧はできます)。" + closed->why.ja,
                                  "No changes are taken; reading goes on. " + closed->why.en}
                           : Text{"ふたたび変更を受け付けています。", "Changes are taken again."};
  context.output().warn(text);
  context.log(closed ? cli::LogLevel::error : cli::LogLevel::info, text);
}

// One pass of the scheduler: timers, then the day's backup and mails, which may take their time, beside the
// commands. What goes wrong is told and tried again with the next.
void pass(cli::Context& context, runtime::Writer& writer, Writing& writing, runtime::Engine& mails,
          const cli::Deliver& deliver) {
  const auto fired = fire(context, writer);
  if (!fired) return;
  if (!*fired) {
    writing.failed(fired->error(), context.machine().clock.now());
    if (fired->error().code != Code::storage) context.log(cli::LogLevel::error, fired->error().text);
    return;
  }
  writing.succeeded();
  const TimePoint now = **fired;
  try {
    if (auto calendar = mails.shared_calendar())
      if (auto made = back_up_if_due(context, mails.store(), **calendar, now); !made)
        context.log(cli::LogLevel::error, made.error().text);
    auto delivered = deliver(mails, now);
    if (!delivered) return context.log(cli::LogLevel::error, delivered.error().text);
    if (const std::int64_t failed = int_or(*delivered, "failed", 0); failed > 0)
      context.log(cli::LogLevel::warning,
                  {fmt::format("{} 通は届けられませんでした。kyodo notify list で確かめてください。", failed),
                   fmt::format("{} message(s) could not be delivered.", failed)});
  } catch (const runtime::StorageFailure& failure) {
    mails.store().rollback();
    context.log(cli::LogLevel::error, failure.error().text);
  }
}

cli::Deliver reloaded(cli::Context& context, cli::Deliver before) {
  if (auto read = context.reload_settings(); !read) {
    const Error& error = read.error();
    Text why = error.text;
    for (const Problem& one : error.problems) {
      why.ja += fmt::format(" {}: {}", one.field, one.text.ja);
      why.en += fmt::format(" {}: {}", one.field, one.text.en);
    }
    context.log(cli::LogLevel::error, {"設定を読み直せません。前の設定のまま続けます。" + why.ja,
                                       "The settings cannot be read anew; those before stay. " + why.en});
    return before;
  }
  context.log(cli::LogLevel::info, {"設定を読み直しました。", "The settings were read anew."});
  return context.deliver();
}

}  // namespace

Result<void> serve(cli::Context& context, const ServiceParts& parts) {
  if (auto opened = context.open_for_writing(); !opened) return opened.error();
  auto plugins = context.plugin_folder();
  if (!plugins) return plugins.error();
  const cli::Settings settings = **context.settings();  // of this run; those that change are the context's
  cli::Deliver deliver = context.deliver();

  Metrics metrics;
  Writing writing;
  const int busy_timeout_ms = settings.store.busy_timeout_ms;
  Readers readers([&] { return open_more(context, *plugins, true, busy_timeout_ms); });
  auto mails = open_more(context, *plugins, false, busy_timeout_ms);
  if (!mails) return mails.error();
  runtime::Writer writer(context.engine());
  Api api({context.machine(), settings, readers, writer, metrics, writing});
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
  context.log(cli::LogLevel::info, {"サービスを始めました。" + where, "The service began: " + where});

  bool was_closed = false;
  for (Wake woken = Wake::time; woken != Wake::stop;) {
    if (woken == Wake::reload) deliver = reloaded(context, std::move(deliver));
    pass(context, writer, writing, *(*mails)->engine, deliver);
    const auto closed = writing.closed();
    tell_turns(context, was_closed, closed);
    was_closed = closed.has_value();
    woken = parts.wait(std::chrono::seconds((*context.settings())->server.tick_seconds));
  }

  api.set_ready(false);
  const bool all = (*listener)->stop(std::chrono::seconds(settings.server.stop_seconds));
  writer.end();  // answers what it still had, while there is a listener to carry it
  context.log(cli::LogLevel::info,
              {all ? "サービスを終えました。" : "サービスを終えました(答えられなかった接続があります)。",
               all ? "The service ended." : "The service ended; some connections were not answered."});
  return {};
}

}  // namespace kyodo::server
