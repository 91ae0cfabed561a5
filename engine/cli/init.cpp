// kyodo init: the data folder, an empty database, and the settings it begins with.
#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>

#include "cli/handlers.h"
#include "runtime/access.h"

namespace kyodo::cli {
namespace {

namespace fs = std::filesystem;

// Makes what is to be repeated exactly repeatable: the salts of a database with a test clock are no secret.
constexpr const char* kTestSaltKey = "0000000000000000000000000000000000000000000000000000000000000000";

constexpr std::size_t kClaimBytes = 12;  // of randomness in the code of the first administrator

struct Beginnings {
  Json calendar;
  calendar::Calendar read_calendar;
  JsonArray authority;
  JsonObject office;
};

Result<Beginnings> read_beginnings(Context& context) {
  auto folder = context.config_folder();
  if (!folder) return folder.error();
  auto settings = context.settings();
  if (!settings) return settings.error();
  Beginnings beginnings;
  const std::string calendar_file = (fs::path(*folder) / "calendar.json").string();
  auto calendar_text = read_file(calendar_file, kMaxJsonBytes);
  if (!calendar_text) return calendar_text.error();
  auto calendar_json = parse_json(*calendar_text, calendar_file);
  if (!calendar_json) return calendar_json.error();
  auto calendar = calendar::calendar_from_json(*calendar_json);
  if (!calendar) return calendar.error();
  const std::string authority_file = (fs::path(*folder) / "authority.csv").string();
  auto authority_text = read_file(authority_file, kMaxConfigBytes);
  if (!authority_text) return authority_text.error();
  auto authority = authority_rows(*authority_text, authority_file);
  if (!authority) return authority.error();
  beginnings.calendar = std::move(*calendar_json);
  beginnings.read_calendar = std::move(*calendar);
  beginnings.authority = std::move(*authority);
  beginnings.office = office_setting(**settings);
  return beginnings;
}

Result<void> make_home(const std::string& home) {
  std::error_code ec;
  if (fs::is_directory(home, ec)) return {};
  fs::create_directories(home, ec);
  if (!ec) fs::permissions(home, fs::perms::owner_all, ec);
  if (ec)
    return fail_at({home}, Code::io, fmt::format("データのフォルダーを作れません({})。", ec.message()),
                   fmt::format("The data folder cannot be made ({}).", ec.message()));
  return {};
}

}  // namespace

Result<void> init(Context& context) {
  const Call& call = context.call();
  const bool test_clock = call.has("test-clock");
  if (call.has("now") && !test_clock)
    return fail(Code::wrong_usage, "init の --now は --test-clock と一緒に使います。",
                "--now of init goes with --test-clock.");
  auto beginnings = read_beginnings(context);
  if (!beginnings) return beginnings.error();
  TimePoint now = context.machine().clock.now();
  if (call.has("now")) {
    auto time = calendar::parse_time(beginnings->read_calendar, call.option("now"));
    if (!time) return time.error();
    now = *time;
  }
  if (auto made = make_home(context.home()); !made) return made.error();
  auto created = context.machine().databases.create(
      context.database(), test_clock, test_clock ? kTestSaltKey : context.machine().random_hex(32), now);
  if (!created) return created.error();
  if (auto opened = context.open_for_writing(); !opened) return opened.error();
  const std::pair<const char*, Json> settings[] = {{"calendar", beginnings->calendar},
                                                   {"authority", beginnings->authority},
                                                   {"office", beginnings->office}};
  for (const auto& [key, value] : settings) {
    Line line{"setting.change", {{"key", key}, {"value", value}}};
    line.reason = "初期設定 / kyodo init";
    if (auto set = context.execute(line); !set) return set.error();
  }
  const std::string claim = context.machine().random_hex(kClaimBytes);
  runtime::Store& store = context.store();
  store.begin_write();
  runtime::offer_claim(store, claim, now);
  store.commit();
  context.output().print_json(JsonObject{{"home", context.home()},
                                         {"database", context.database()},
                                         {"test_clock", test_clock},
                                         {"claim", claim}});
  context.output().line(
      {fmt::format(
           "{} を作りました。{}次は kyodo workflow install、unit import、person import、role import です。",
           context.database(), test_clock ? "(試験用の時計)" : ""),
       fmt::format("Made {}{}. Next: kyodo workflow install, unit import, person import, role import.",
                   context.database(), test_clock ? " (test clock)" : "")});
  context.output().line(
      {fmt::format("画面から始めるときの登録コード(一度だけ、30日以内): {}", claim),
       fmt::format("To begin from a browser, the code of the first administrator (once, within 30 days): {}",
                   claim)});
  return {};
}

}  // namespace kyodo::cli
