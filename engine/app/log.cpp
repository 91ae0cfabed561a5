#include "app/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/rotating_file_sink.h>

#include <memory>

namespace kyodo::app {
namespace {

spdlog::level::level_enum level_of(cli::LogLevel level) {
  switch (level) {
    case cli::LogLevel::info:
      return spdlog::level::info;
    case cli::LogLevel::warning:
      return spdlog::level::warn;
    case cli::LogLevel::error:
      break;
  }
  return spdlog::level::err;
}

}  // namespace

void write_log(const std::string& file, cli::LogLevel level, std::string_view text) {
  try {
    spdlog::logger log(
        "kyodo", std::make_shared<spdlog::sinks::rotating_file_sink_st>(file, kMaxLogBytes, kMaxLogFiles));
    log.set_error_handler([](const std::string&) {});
    log.set_pattern("%Y-%m-%dT%H:%M:%S%z %P %l %v");
    log.log(level_of(level), spdlog::string_view_t(text.data(), text.size()));
    log.flush();
  } catch (const spdlog::spdlog_ex&) {
    return;
  }
}

}  // namespace kyodo::app
