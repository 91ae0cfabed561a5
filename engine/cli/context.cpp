#include "cli/context.h"

#include <fmt/format.h>

#include <filesystem>
#include <istream>

#include "cli/notices.h"
#include "report/encoding.h"

namespace kyodo::cli {
namespace {

namespace fs = std::filesystem;

bool exists(const std::string& path) {
  std::error_code ec;
  return fs::exists(path, ec);
}

bool has_test_clock(runtime::Store& store) {
  auto flag = store.get<runtime::Meta>("test_clock");
  return flag && flag->value == "1";
}

// Where a test clock stands when no time is given: at the last thing that happened.
TimePoint standing_time(runtime::Store& store) {
  TimePoint latest;
  if (auto entry = store.last_entry()) latest = entry->recorded;
  for (const char* key : {"last_tick", "created"})
    if (auto meta = store.get<runtime::Meta>(key))
      latest = std::max(latest, TimePoint{std::strtoll(meta->value.c_str(), nullptr, 10)});
  return latest;
}

}  // namespace

Context::Context(Machine& machine, const Call& call, Lang lang, bool json)
    : machine_(machine), call_(call), lang_(lang), output_(machine, lang, json), actor_(call.option("as")) {}

Context::Context(Machine& machine, const Call& call, Lang lang, const Settings& settings, Opened& opened)
    : Context(machine, call, lang, true) {
  settings_ = &settings;
  opened_ = &opened;
}

Context::~Context() {
  close();
}

void Context::close() {
  if (reading_ && opened_->store) opened_->store->end_read();
  reading_ = false;
  rights_.reset();
  own_.engine.reset();
  own_.store.reset();
}

std::string Context::home() const {
  if (call_.has("home")) return call_.option("home");
  std::string home = machine_.variable("KYODO_HOME");
  return home.empty() ? "kyodo-data" : home;
}

std::string Context::database() const {
  return (fs::path(home()) / "kyodo.db").string();
}

std::string Context::maildir() const {
  return (fs::path(home()) / (settings_ ? settings_->notify.maildir : "mail")).string();
}

Result<std::string> Context::config_folder() {
  if (std::string given = call_.has("config") ? call_.option("config") : machine_.variable("KYODO_CONFIG");
      !given.empty()) {
    if (exists(given)) return given;
    return fail_at({given}, Code::io,
                   "設定のフォルダーがありません。--config か KYODO_CONFIG を確かめてください。",
                   "The folder of the configuration does not exist. Check --config or KYODO_CONFIG.");
  }
  for (const std::string& folder : machine_.config_folders)
    if (exists(folder)) return folder;
  return fail(Code::io, "設定のフォルダーが見つかりません。--config で指定してください。",
              "The folder of the configuration was not found. Give it with --config.");
}

Result<const Settings*> Context::settings() {
  if (!settings_)
    if (auto read = reload_settings(); !read) return read.error();
  return settings_;
}

Result<void> Context::reload_settings() {
  Settings read;
  std::vector<std::string> files;
  if (auto folder = config_folder())
    files.push_back((fs::path(*folder) / "kyodo.info").string());
  else if (call_.has("config") || !machine_.variable("KYODO_CONFIG").empty())
    return folder.error();
  files.push_back((fs::path(home()) / "kyodo.info").string());
  for (const std::string& file : files) {
    if (!exists(file)) continue;
    auto text = read_file(file, kMaxConfigBytes);
    if (!text) return text.error();
    if (auto taken = read_settings(*text, file, read); !taken) return taken.error();
  }
  if (auto taken =
          read_environment([this](const std::string& name) { return machine_.variable(name); }, read);
      !taken)
    return taken.error();
  own_settings_ = std::make_unique<const Settings>(std::move(read));
  settings_ = own_settings_.get();
  return {};
}

Result<std::string> Context::plugin_folder() {
  if (std::string given = machine_.variable("KYODO_PLUGINS"); !given.empty()) return given;
  auto settings = this->settings();
  if (!settings) return settings.error();
  if (!(*settings)->plugins.folder.empty()) return (fs::path(home()) / (*settings)->plugins.folder).string();
  for (const std::string& folder : machine_.plugin_folders)
    if (exists(folder)) return folder;
  return fail(Code::io,
              "段階プラグインのフォルダーが見つかりません。kyodo.info の plugins.folder か KYODO_PLUGINS "
              "で指定してください。",
              "The folder of the stage plugins was not found. Name it in kyodo.info (plugins.folder) or "
              "KYODO_PLUGINS.");
}

Result<stage::Catalog*> Context::stages() {
  Opened& all = *opened_;
  if (!all.stages) all.stages = std::make_unique<stage::Catalog>(all.guard.get());
  if (!all.stages_loaded) {
    auto folder = plugin_folder();
    if (!folder) return folder.error();
    all.stages->load_folder(*folder);
    all.stages_loaded = true;
    for (const Error& problem : all.stages->problems()) {
      output_.warn(problem.text);
      log(LogLevel::error, problem.text);
    }
  }
  return all.stages.get();
}

Result<void> Context::open(bool read_only) {
  auto settings = this->settings();
  if (!settings) return settings.error();
  const std::string file = database();
  if (!exists(file))
    return fail_at(
        {file}, Code::io,
        fmt::format("データベースがありません。kyodo init で作るか、--home で場所を指定してください。"),
        "There is no database. Make one with kyodo init, or say where it is with --home.");
  auto store = machine_.databases.open(file, read_only, (*settings)->store.busy_timeout_ms);
  if (!store) return store.error();
  own_.store = std::move(*store);
  return {};
}

TimePoint office_time(const Machine& machine, runtime::Store& store) {
  return has_test_clock(store) ? standing_time(store) : machine.clock.now();
}

Result<void> Context::set_time() {
  const bool stays_open = opened_ != &own_;
  test_clock_ = !stays_open && has_test_clock(store());  // nothing of a service takes a time
  auto calendar = engine().shared_calendar();
  if (!calendar) return calendar.error();
  calendar_ = std::move(*calendar);
  now_ = stays_open ? opened_->now : office_time(machine_, store());
  if (!call_.has("now")) return {};
  if (!test_clock_)
    return fail(Code::refused, "--now を使えるのは、kyodo init --test-clock で作ったデータベースだけです。",
                "--now works only on a database made with kyodo init --test-clock.");
  auto time = calendar::parse_time(*calendar_, call_.option("now"));
  if (!time) return time.error();
  now_ = *time;
  return {};
}

Result<void> Context::open_for_reading() {
  if (opened_ == &own_) {
    if (auto opened = open(true); !opened) return opened.error();
    if (!own_.stages) own_.stages = std::make_unique<stage::Catalog>(nullptr);
    own_.engine = std::make_unique<runtime::Engine>(*own_.store, *own_.stages, "");
  }
  store().begin_read();
  reading_ = true;
  return set_time();
}

Result<void> Context::open_for_writing() {
  if (auto opened = open(false); !opened) return opened.error();
  auto guard =
      stage::Guard::open((fs::path(home()) / "plugin-marker").string(), settings_->stage.decide_seconds);
  if (!guard) return guard.error();
  own_.guard = std::move(*guard);
  auto stages = this->stages();
  if (!stages) return stages.error();
  auto salt = store().get<runtime::Meta>("salt_key");
  own_.engine =
      std::make_unique<runtime::Engine>(store(), **stages, salt ? salt->value : "", own_.guard.get());
  if (auto time = set_time(); !time) return time.error();
  auto parked = engine().park_left_marker(now_);
  if (!parked) return parked.error();
  if (*parked) {
    output_.warn(**parked);
    log(LogLevel::error, **parked);
  }
  return {};
}

void Context::log(LogLevel level, const Text& text) {
  if (machine_.log && exists(home())) machine_.log((fs::path(home()) / "kyodo.log").string(), level, text.ja);
}

Result<const runtime::Rights*> Context::rights() {
  if (!rights_) {
    if (auto person = check_actor(actor_); !person) return person.error();
    auto rights = runtime::Rights::of(store(), actor_, today());
    if (!rights) return rights.error();
    rights_ = std::move(*rights);
  }
  return &*rights_;
}

Result<void> Context::check_reading() {
  if (spec().reads.empty() || actor_.empty()) return {};
  auto rights = this->rights();
  if (!rights) return rights.error();
  if (auto may = (*rights)->may({.name = spec().reads}); !may) return may.error();
  return {};
}

Result<std::shared_ptr<const workflow::Package>> Context::package(const std::string& hash) {
  return engine().packages().open(store(), hash);
}

std::string Context::unit_name(const std::string& id) {
  if (id.empty()) return "";
  auto unit = store().get<office::Unit>(id);
  return unit ? unit->name : id;
}

Result<Line> Context::line() {
  auto args = args_of(call_, *this, read_json_argument);
  if (!args) return args.error();
  Line line{spec().command, std::move(*args)};
  line.as = actor_;
  line.reason = call_.option("reason");
  line.key = call_.option("key");
  if (call_.has("now")) line.now = now_;
  if (call_.has("expect")) {
    const std::string text = call_.option("expect");
    char* end = nullptr;
    line.expect = std::strtoll(text.c_str(), &end, 10);
    if (text.empty() || *end != '\0')
      return fail(Code::wrong_usage, "--expect には版の番号を指定してください。",
                  "--expect takes the number of a version.");
  }
  return line;
}

Result<Json> Context::execute(const Line& line, const std::string& channel) {
  LineContext around{channel + ":" + machine_.account, test_clock_, now_, deliver()};
  return execute(line, around);
}

Result<Json> Context::execute(const Line& line, LineContext& around) {
  return way_ ? way_(*this, line) : cli::execute(engine(), line, around);
}

Result<std::string> Context::read_named(const std::string& name, std::size_t max_bytes) {
  if (!given_) return read_file(name, max_bytes);
  if (given_->size() <= max_bytes) return *given_;
  return fail(Code::limit, fmt::format("ファイルが大きすぎます({} バイトまで)。", max_bytes),
              fmt::format("The file is too large; {} bytes at most.", max_bytes));
}

Result<void> Context::write_named(const std::string& name, const std::string& bytes) {
  if (!taken_) return write_new_file(name, bytes);
  *taken_ = bytes;
  return {};
}

Deliver Context::deliver() {
  return deliver_notices(*this);
}

Result<Json> read_json_argument(Context& context, const std::string& text) {
  if (text.starts_with("{")) return parse_json(text, "");
  if (text != "-") {
    auto bytes = read_file(text, kMaxJsonBytes);
    if (!bytes) return bytes.error();
    if (!report::is_valid_utf8(*bytes))
      return fail_at({text}, Code::bad_input,
                     "文字コードが UTF-8 ではありません。「UTF-8」を選んで保存し直してください。",
                     "The file is not UTF-8. Save it again as UTF-8.");
    return parse_json(*bytes, text);
  }
  std::string bytes;
  char block[64 << 10];
  std::istream& in = context.machine().in;
  while ((in.read(block, sizeof block) || in.gcount() > 0) && bytes.size() <= kMaxJsonBytes)
    bytes.append(block, static_cast<std::size_t>(in.gcount()));
  return parse_json(bytes, "-");
}

}  // namespace kyodo::cli
