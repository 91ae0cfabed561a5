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
                                               bool read_only) {
  auto settings = context.settings();
  if (!settings) return settings.error();
  auto store =
      context.machine().databases.open(context.database(), read_only, (*settings)->store.busy_timeout_ms);
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

// One pass of the scheduler: timers in turn with the commands, then the day's backup and mails, which may
// take their time, beside them. What goes wrong is told and tried again with the next.
void pass(cli::Context& context, runtime::Writer& writer, runtime::Engine& mails,
          const cli::Deliver& deliver) {
  auto fired = std::make_shared<std::promise<std::optional<Error>>>();
  auto now = std::make_shared<TimePoint>();
  const bool taken = writer.run([&context, fired, now](runtime::Engine& engine) {
    *now = cli::office_time(context.machine(), engine.store());
    auto report = cli::tick_and_deliver(engine, *now, {});
    fired->set_value(report ? std::nullopt : std::optional(report.error()));
  });
  if (!taken) return;  // so much waits that there is no turn; the next pass is soon
  if (auto error = fired->get_future().get()) return context.log(cli::LogLevel::error, error->text);
  if (auto calendar = mails.shared_calendar()) {
    try {
      if (auto made = back_up_if_due(context, mails.store(), **calendar, *now); !made)
        context.log(cli::LogLevel::error, made.error().text);
    } catch (const runtime::StorageFailure& failure) {
      mails.store().rollback();
      context.log(cli::LogLevel::error, failure.error().text);
    }
  }
  auto delivered = deliver(mails, *now);
  if (!delivered) return context.log(cli::LogLevel::error, delivered.error().text);
  if (const std::int64_t failed = int_or(*delivered, "failed", 0); failed > 0)
    context.log(cli::LogLevel::warning,
                {fmt::format("{} 通は届けられませんでした。kyodo notify list で確かめてください。", failed),
                 fmt::format("{} message(s) could not be delivered.", failed)});
}

}  // namespace

Result<void> serve(cli::Context& context, const ServiceParts& parts) {
  if (auto opened = context.open_for_writing(); !opened) return opened.error();
  auto plugins = context.plugin_folder();
  if (!plugins) return plugins.error();
  const cli::Settings& settings = **context.settings();
  const cli::Deliver deliver = context.deliver();

  Metrics metrics;
  Readers readers([&] { return open_more(context, *plugins, true); });
  auto mails = open_more(context, *plugins, false);
  if (!mails) return mails.error();
  runtime::Writer writer(context.engine());
  Api api({context.machine(), settings, readers, writer, metrics});
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

  do {
    pass(context, writer, *(*mails)->engine, deliver);
  } while (!parts.wait_for_stop(std::chrono::seconds(settings.server.tick_seconds)));

  api.set_ready(false);
  const bool all = (*listener)->stop(std::chrono::seconds(settings.server.stop_seconds));
  writer.end();  // answers what it still had, while there is a listener to carry it
  context.log(cli::LogLevel::info,
              {all ? "サービスを終えました。" : "サービスを終えました(答えられなかった接続があります)。",
               all ? "The service ended." : "The service ended; some connections were not answered."});
  return {};
}

}  // namespace kyodo::server
