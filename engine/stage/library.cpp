#include "stage/library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>

#include "stage/limits.h"

namespace kyodo::stage {
namespace {

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

// A type is the word a chart writes in <invoke type="…">.
bool is_type_name(const char* name) {
  if (!name) return false;
  const std::string_view text(name);
  return !text.empty() && text.size() <= kMaxIdBytes && text.front() >= 'a' && text.front() <= 'z' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

}  // namespace

Error unusable(const std::string& library, const std::string& ja, const std::string& en) {
  return fail(Code::plugin, fmt::format("プラグイン {} は使えません。{}", library, ja),
              fmt::format("The plugin {} cannot be used: {}", library, en));
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
        path, fmt::format("段階の数が {} です(1〜{})。", plugin->stage_count, kMaxStagesPerLibrary),
        fmt::format("it has {} stages (1 to {} are allowed).", plugin->stage_count, kMaxStagesPerLibrary));
  return plugin;
}

Result<void> check_table(const kyodo_stage* stage, const std::string& path) {
  if (!stage || stage->size < sizeof(kyodo_stage) || !stage->describe || !stage->decide)
    return unusable(path, "段階の表が短すぎるか、関数がありません。",
                    "a stage table is too short or lacks a function.");
  if (!is_type_name(stage->type))
    return unusable(path, "段階の名前は英小文字・数字・下線で書いてください。",
                    "the type of a stage must be lower-case letters, digits and underscores.");
  if (stage->behaviour_min < 1 || stage->behaviour_min > stage->behaviour_max)
    return unusable(path, "behaviour の範囲が正しくありません。", "its range of behaviour numbers is wrong.");
  return {};
}

}  // namespace kyodo::stage
