// Any bytes as kyodo.info: settings within their bounds that can be shown and stored, or problems in plain
// text. Each setting's value from the environment likewise.
#include <cstdint>
#include <cstdlib>

#include "cli/config.h"
#include "report/encoding.h"

namespace {

using namespace kyodo;

void check(const Error& error) {
  if (error.code != Code::bad_input && error.code != Code::limit) std::abort();
  if (error.text.ja.empty() || error.text.en.empty() || !error.where) std::abort();
  if (!report::is_valid_utf8(error.text.ja + error.text.en)) std::abort();
  for (const Problem& problem : error.problems)
    if (!report::is_valid_utf8(problem.field + problem.text.ja + problem.text.en)) std::abort();
}

void check(const cli::Settings& settings) {
  const auto shown = parse_json(to_text(cli::office_setting(settings)));  // as it lies in the database
  if (!shown || *shown != Json(cli::office_setting(settings))) std::abort();
  if (settings.server.port < 0 || settings.server.port > 65'535 || settings.server.threads < 1) std::abort();
  for (const std::string* text : {&settings.notify.from, &settings.notify.smtp_url, &settings.server.address})
    if (text->size() > 1'000 || text->find_first_of(std::string("\r\n\0", 3)) != std::string::npos)
      std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  cli::Settings settings;
  if (const auto read = cli::read_settings(text, "kyodo.info", settings); !read) check(read.error());
  check(settings);
  const std::string value = text.substr(0, text.find('\0'));  // as the environment has it
  if (const auto read = cli::read_environment([&](const std::string&) { return value; }, settings); !read)
    check(read.error());
  check(settings);
  return 0;
}
