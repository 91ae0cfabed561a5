#include "stage/loader.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "kyodo/stage_abi.h"

namespace kyodo::stage {
namespace {

// A sink over a string that stops at a limit.
struct Collected {
  explicit Collected(std::size_t limit) : limit_(limit) {}
  Collected(const Collected&) = delete;
  Collected& operator=(const Collected&) = delete;

  kyodo_sink* sink() { return &sink_; }
  const std::string& bytes() const { return bytes_; }
  bool over() const { return over_; }

 private:
  static int append(kyodo_sink* sink, const char* bytes, size_t length) {
    auto& self = *static_cast<Collected*>(sink->context);
    if (self.over_ || length > self.limit_ - self.bytes_.size()) {
      self.over_ = true;
      return 1;
    }
    self.bytes_.append(bytes, length);
    return 0;
  }

  std::size_t limit_;
  std::string bytes_;
  bool over_ = false;
  kyodo_sink sink_{sizeof(kyodo_sink), this, append};
};

// Leaves the marker for the time of one call.
class Watched {
 public:
  Watched(Guard* guard, const Marker& marker) : guard_(guard) {
    if (guard_) guard_->enter(marker);
  }
  ~Watched() {
    if (guard_) guard_->leave();
  }
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;

 private:
  Guard* guard_;
};

Error unusable(const std::string& library, const std::string& ja, const std::string& en) {
  return fail(Code::plugin, fmt::format("プラグイン {} は使えません。{}", library, ja),
              fmt::format("The plugin {} cannot be used: {}", library, en));
}

// What the plugin itself said about a failure, shortened and kept to one line.
std::string said(const std::string& bytes) {
  std::string text = bytes.substr(0, 500);
  // A cut may fall inside a character.
  while (!text.empty() && text.size() < bytes.size() &&
         (static_cast<unsigned char>(bytes[text.size()]) & 0xC0) == 0x80)
    text.pop_back();
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return text.empty() ? "no explanation" : text;
}

Result<JsonObject> read_answer(kyodo_code code, const Collected& out, const std::string& type,
                               const char* function, std::size_t limit) {
  if (out.over())
    return fail(
        Code::limit,
        fmt::format("プラグイン「{}」の回答({})が大きすぎます(上限 {} "
                    "バイト)。プラグインの作成者に知らせてください。",
                    type, function, limit),
        fmt::format("The answer of the stage plugin \"{}\" ({}) is larger than {} bytes. Tell its author.",
                    type, function, limit));
  if (code == KYODO_BAD_INPUT)
    return fail(Code::plugin,
                fmt::format("プラグイン「{}」({})が入力を受け付けませんでした({})。", type, function,
                            said(out.bytes())),
                fmt::format("The stage plugin \"{}\" ({}) does not take the input: {}", type, function,
                            said(out.bytes())));
  if (code != KYODO_OK)
    return fail(Code::plugin,
                fmt::format("プラグイン「{}」({})が失敗しました({})。プラグインの作成者に知らせてください。",
                            type, function, said(out.bytes())),
                fmt::format("The stage plugin \"{}\" ({}) failed: {}. Tell its author.", type, function,
                            said(out.bytes())));
  auto parsed = parse_json(out.bytes(), fmt::format("{}.{}", type, function), limit);
  if (!parsed || !parsed->is_object()) {
    const Text why =
        parsed ? Text{"オブジェクトではありません。", "It is not an object."} : parsed.error().text;
    return fail(Code::plugin,
                fmt::format("プラグイン「{}」の回答({})が JSON として読めません。{}", type, function, why.ja),
                fmt::format("The answer of the stage plugin \"{}\" ({}) is not the JSON it must be. {}", type,
                            function, why.en));
  }
  return std::move(parsed->get_object());
}

// A type is the word a chart writes in <invoke type="…">.
bool is_type_name(const char* name) {
  if (!name) return false;
  const std::string_view text(name);
  return !text.empty() && text.size() <= kMaxIdBytes && text.front() >= 'a' && text.front() <= 'z' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

Result<const kyodo_plugin*> open_library(const std::string& path) {
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    const char* why = dlerror();
    return unusable(path, fmt::format("共有ライブラリとして読み込めません({})。", why ? why : "?"),
                    fmt::format("it does not load as a shared library ({}).", why ? why : "?"));
  }
  auto entry = reinterpret_cast<kyodo_plugin_entry_fn>(dlsym(handle, "kyodo_plugin_entry"));
  if (!entry)
    return unusable(path, "入口 kyodo_plugin_entry がありません。", "it has no function kyodo_plugin_entry.");
  const kyodo_plugin* plugin = entry();
  // Nothing after `abi` may be read before it is known to be ours.
  if (!plugin || plugin->size < offsetof(kyodo_plugin, name))
    return unusable(path, "入口が表を返しません。", "its entry function gives no table.");
  if (plugin->abi != KYODO_STAGE_ABI)
    return unusable(path,
                    fmt::format("ABI {} 用に作られています(この kyodo は ABI {})。作り直してください。",
                                plugin->abi, KYODO_STAGE_ABI),
                    fmt::format("it was built for ABI {}, this kyodo has ABI {}. Build it again.",
                                plugin->abi, KYODO_STAGE_ABI));
  if (plugin->size < sizeof(kyodo_plugin) || !plugin->name || !plugin->version || !plugin->stages)
    return unusable(path, "入口の表が短すぎるか、空の欄があります。",
                    "its entry table is too short or has empty members.");
  if (plugin->stage_count == 0 || plugin->stage_count > kMaxStagesPerLibrary)
    return unusable(
        path, fmt::format("ステージの数が {} です(1〜{})。", plugin->stage_count, kMaxStagesPerLibrary),
        fmt::format("it has {} stages (1 to {} are allowed).", plugin->stage_count, kMaxStagesPerLibrary));
  return plugin;
}

Result<void> check_table(const kyodo_stage* stage, const std::string& path) {
  if (!stage || stage->size < sizeof(kyodo_stage) || !stage->describe || !stage->decide)
    return unusable(path, "ステージの表が短すぎるか、関数がありません。",
                    "a stage table is too short or lacks a function.");
  if (!is_type_name(stage->type))
    return unusable(path, "ステージの名前は英小文字・数字・下線で書いてください。",
                    "the type of a stage must be lower-case letters, digits and underscores.");
  if (stage->behaviour_min < 1 || stage->behaviour_min > stage->behaviour_max)
    return unusable(path, "behaviour の範囲が正しくありません。", "its range of behaviour numbers is wrong.");
  return {};
}

}  // namespace

struct Catalog::Loaded {
  StageInfo info;
  const kyodo_stage* stage = nullptr;
};

Catalog::Catalog(Guard* guard) : guard_(guard) {}
Catalog::~Catalog() = default;

void Catalog::load_folder(const std::string& folder) {
  std::error_code ec;
  std::set<std::string> files;
  for (std::filesystem::directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec))
    if (it->path().extension() == ".so") files.insert(it->path().string());
  if (ec)
    problems_.push_back(
        fail(Code::io, fmt::format("プラグインのフォルダー {} を読めません({})。", folder, ec.message()),
             fmt::format("The plugin folder {} cannot be read: {}", folder, ec.message())));
  for (const std::string& file : files)
    if (auto loaded = load_library(file); !loaded) problems_.push_back(loaded.error());
}

Result<void> Catalog::load_library(const std::string& file) {
  // A name without a slash would be looked for in the system's folders.
  std::error_code ec;
  const std::string path = std::filesystem::absolute(file, ec).string();
  auto plugin = open_library(path);
  if (!plugin) return plugin.error();

  std::map<std::string, std::unique_ptr<Loaded>, std::less<>> read;
  for (std::uint32_t i = 0; i < (*plugin)->stage_count; ++i) {
    const kyodo_stage* stage = (*plugin)->stages[i];
    if (auto table = check_table(stage, path); !table) return table.error();
    const std::string type = stage->type;
    if (const StageInfo* other = find(type); other || read.contains(type))
      return unusable(path,
                      fmt::format("ステージ「{}」は {} がすでに提供しています。どちらかを外してください。",
                                  type, other ? other->library : path),
                      fmt::format("the stage \"{}\" is already served by {}. Remove one of them.", type,
                                  other ? other->library : path));
    Collected out(kMaxAnswerBytes);
    kyodo_code code = KYODO_FAULT;
    {
      Watched watched(guard_, {type, "", "", "describe"});
      code = stage->describe(out.sink());
    }
    auto described = read_answer(code, out, type, "describe", kMaxAnswerBytes);
    if (!described) return described.error();
    auto info = read_description(*described, type);
    if (!info) return info.error();
    if (std::cmp_not_equal(info->behaviour_min, stage->behaviour_min) ||
        std::cmp_not_equal(info->behaviour_max, stage->behaviour_max))
      return unusable(path, "behaviour の範囲が表と説明とで異なります。",
                      "its table and its description name different ranges of behaviour.");
    if (info->ranks && !stage->rank)
      return unusable(path, "順位付けの関数がありません。",
                      "it says that it ranks and has no function for it.");
    info->library = path;
    info->version = (*plugin)->version;
    read[type] = std::make_unique<Loaded>(Loaded{std::move(*info), stage});
  }
  stages_.merge(read);
  return {};
}

const StageInfo* Catalog::find(std::string_view type) const {
  auto it = stages_.find(type);
  return it == stages_.end() ? nullptr : &it->second->info;
}

std::vector<const StageInfo*> Catalog::all() const {
  std::vector<const StageInfo*> infos;
  for (const auto& [type, loaded] : stages_) infos.push_back(&loaded->info);
  return infos;
}

Result<JsonObject> Catalog::decide(const StageCall& call) {
  auto it = stages_.find(call.type);
  if (it == stages_.end())
    return fail(Code::plugin, fmt::format("ステージ「{}」のプラグインがありません。", call.type),
                fmt::format("No plugin serves the stage \"{}\".", call.type));
  const Loaded& loaded = *it->second;
  const std::int64_t behaviour = int_or(call.json, "behaviour", 0);
  if (behaviour < loaded.info.behaviour_min || behaviour > loaded.info.behaviour_max)
    return fail(
        Code::plugin,
        fmt::format("ステージ「{}」の behaviour {} に対応するプラグインがありません({} は {}〜{})。",
                    call.type, behaviour, loaded.info.library, loaded.info.behaviour_min,
                    loaded.info.behaviour_max),
        fmt::format("No plugin serves behaviour {} of the stage \"{}\" ({} serves {} to {}).", behaviour,
                    call.type, loaded.info.library, loaded.info.behaviour_min, loaded.info.behaviour_max));

  const std::string input = to_text(call.json);
  Collected out(kMaxAnswerBytes);
  kyodo_code code = KYODO_FAULT;
  {
    Watched watched(guard_, {call.type, call.project, call.visit, call.action});
    code = loaded.stage->decide(input.data(), input.size(), out.sink());
  }
  auto answer = read_answer(code, out, call.type, "decide", kMaxAnswerBytes);
  if (!answer) return answer;
  if (auto checked = check_answer(*answer, call.type); !checked) return checked.error();

  const std::string_view outcome = string_or(object_or_empty(*answer, "outcome"), "name", "");
  const auto& outcomes = loaded.info.outcomes;
  if (!outcome.empty() && std::find(outcomes.begin(), outcomes.end(), outcome) == outcomes.end())
    return fail(
        Code::plugin,
        fmt::format(
            "プラグイン「{}」が宣言していない結果「{}」を返しました。プラグインの作成者に知らせてください。",
            call.type, outcome),
        fmt::format(
            "The stage plugin \"{}\" gave the outcome \"{}\" that it did not declare. Tell its author.",
            call.type, outcome));
  if (array_or_empty(call.json, "tasks").size() + array_or_empty(*answer, "open").size() > kMaxTasksPerVisit)
    return fail(Code::limit, fmt::format("一つの訪問で開けるタスクは {} 件までです。", kMaxTasksPerVisit),
                fmt::format("One visit may have at most {} tasks.", kMaxTasksPerVisit));
  return answer;
}

Result<JsonObject> Catalog::rank(const std::string& type, const JsonObject& input) {
  auto it = stages_.find(type);
  if (it == stages_.end() || !it->second->info.ranks)
    return fail(Code::plugin, fmt::format("ステージ「{}」で順位付けをするプラグインがありません。", type),
                fmt::format("No plugin ranks the stage \"{}\".", type));
  const std::string text = to_text(input);
  Collected out(kMaxRankBytes);
  kyodo_code code = KYODO_FAULT;
  {
    Watched watched(guard_, {type, "", "", "rank"});
    code = it->second->stage->rank(text.data(), text.size(), out.sink());
  }
  auto answer = read_answer(code, out, type, "rank", kMaxRankBytes);
  if (!answer) return answer;
  if (auto checked = check_ranking(*answer, type); !checked) return checked.error();
  return answer;
}

}  // namespace kyodo::stage
