#include "stage/loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "stage/library.h"

namespace kyodo::stage {
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
                      fmt::format("段階「{}」は {} がすでに提供しています。どちらかを外してください。", type,
                                  other ? other->library : path),
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
    return fail(Code::plugin, fmt::format("段階「{}」のプラグインがありません。", call.type),
                fmt::format("No plugin serves the stage \"{}\".", call.type));
  const Loaded& loaded = *it->second;
  const std::int64_t behaviour = int_or(call.json, "behaviour", 0);
  if (behaviour < loaded.info.behaviour_min || behaviour > loaded.info.behaviour_max)
    return fail(
        Code::plugin,
        fmt::format("段階「{}」の behaviour {} に対応するプラグインがありません({} は {}〜{})。", call.type,
                    behaviour, loaded.info.library, loaded.info.behaviour_min, loaded.info.behaviour_max),
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
    return fail(Code::limit, fmt::format("一つの段階で開けるタスクは {} 件までです。", kMaxTasksPerVisit),
                fmt::format("One visit may have at most {} tasks.", kMaxTasksPerVisit));
  return answer;
}

Result<JsonObject> Catalog::rank(const std::string& type, const JsonObject& input) {
  auto it = stages_.find(type);
  if (it == stages_.end() || !it->second->info.ranks)
    return fail(Code::plugin, fmt::format("段階「{}」で順位付けをするプラグインがありません。", type),
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
