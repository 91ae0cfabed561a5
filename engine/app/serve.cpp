#include "app/serve.h"

#include <pthread.h>
#include <signal.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "base/json.h"
#include "server/service.h"

namespace kyodo::app {
namespace {

// Blocked in every thread that is made from now on, so that only the one that waits sees them.
sigset_t take_signals() {
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);  // a limit on the size of files is a full disk, and no death
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return set;
}

server::Wake wait_for(const sigset_t& set, std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::nanoseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) return server::Wake::time;
    timespec time{left.count() / 1'000'000'000, left.count() % 1'000'000'000};
    if (const int signal = sigtimedwait(&set, nullptr, &time); signal > 0)
      return signal == SIGHUP ? server::Wake::reload : server::Wake::stop;
    if (errno == EAGAIN) return server::Wake::time;
  }
}

std::string line_of(const server::Access& access, bool json) {
  const double ms = static_cast<double>(access.took.count()) / 1000;
  if (!json)
    return fmt::format("{} {} {} {} {:.1f}ms", access.id, access.method, access.path, access.status, ms);
  return to_text(JsonObject{{"id", access.id},
                            {"method", access.method},
                            {"path", access.path},
                            {"status", access.status},
                            {"ms", ms}});
}

}  // namespace

Result<void> serve(cli::Context& context) {
  auto settings = context.settings();
  if (!settings) return settings.error();
  const bool json = (*settings)->server.log == "json";
  const sigset_t signals = take_signals();
  spdlog::logger log("access", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  log.set_pattern(json ? "%v" : "%Y-%m-%dT%H:%M:%S.%e%z %v");
  return server::serve(context,
                       {[&](const server::Access& access) { log.info("{}", line_of(access, json)); },
                        [&](std::chrono::milliseconds ms, const auto&) { return wait_for(signals, ms); }});
}

}  // namespace kyodo::app
