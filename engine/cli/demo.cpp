// kyodo demo: where to, with which seed; the rest is in cli/demo/.
#include "cli/demo/demo.h"

#include <filesystem>

#include "cli/handlers.h"

namespace kyodo::cli {
namespace {

// Without --home the demo never touches the office's own data: it takes a folder that is not there yet.
std::string free_folder() {
  std::string folder = "demo-data";
  std::error_code ec;
  for (int number = 2; std::filesystem::exists(folder, ec); ++number)
    folder = "demo-data-" + std::to_string(number);
  return folder;
}

}  // namespace

Result<void> demo(Context& context) {
  const Call& call = context.call();
  demo_city::Options options{.home = call.has("home") ? call.option("home") : free_folder(),
                             .print = call.has("print")};
  if (call.has("seed")) {
    const std::string text = call.option("seed");
    char* end = nullptr;
    const long long seed = std::strtoll(text.c_str(), &end, 10);
    if (text.empty() || *end != '\0' || seed < 0)
      return fail(Code::wrong_usage, "--seed には 0 以上の整数を指定してください。",
                  "--seed takes a whole number from 0.");
    options.seed = static_cast<std::uint64_t>(seed);
  }
  return demo_city::run_demo(context, options);
}

}  // namespace kyodo::cli
