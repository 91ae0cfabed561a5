#include "stage/trial.h"

#include <fmt/format.h>

#include <algorithm>

#include "stage/library.h"
#include "stage/sample.h"

namespace kyodo::stage {
namespace {

constexpr int kMaxBehavioursTried = 16;

using Function = kyodo_code (*)(const char*, size_t, kyodo_sink*);

struct Called {
  kyodo_code code = KYODO_FAULT;
  std::string bytes;
  Result<JsonObject> answer;
};

Called call(Function function, const std::string& input, const std::string& type, const char* name,
            std::size_t limit) {
  Collected out(limit);
  const kyodo_code code = function(input.data(), input.size(), out.sink());
  return {code, out.bytes(), read_answer(code, out, type, name, limit)};
}

std::optional<Text> failed(const Error& error) {
  Text text = error.text;
  for (std::size_t i = 1; i < error.problems.size() && i < 10; ++i) {
    text.ja += fmt::format(" {}: {}", error.problems[i].field, error.problems[i].text.ja);
    text.en += fmt::format(" {} {}.", error.problems[i].field, error.problems[i].text.en);
  }
  return text;
}

class Trial {
 public:
  explicit Trial(const TrialSink& sink) : sink_(sink) {}

  // fn: nothing if all is well, else what is wrong. True if all is well.
  bool attempt(const std::string& name, Text good, const std::function<std::optional<Text>()>& fn) {
    sink_.begin(name);
    auto wrong = fn();
    sink_.done({name, !wrong, wrong ? *wrong : std::move(good)});
    return !wrong;
  }

  void stage(const kyodo_stage* stage, const std::string& path) {
    std::string type = stage && stage->size >= sizeof(kyodo_stage) && stage->type ? stage->type : "?";
    StageInfo info;
    if (!attempt(type + "/describe",
                 {"説明と JSON Schema は正しい形です。", "The description and its schemas are sound."},
                 [&] { return describe(stage, path, type, info); }))
      return;
    const int first = info.behaviour_min;
    const int last = std::min(info.behaviour_max, first + kMaxBehavioursTried - 1);
    for (int behaviour = first; behaviour <= last; ++behaviour) walk(*stage, info, behaviour);
    attempt(type + "/malformed", {"壊れた入力を受け付けません。", "Malformed input is refused."}, [&] {
      return malformed(stage->decide, malformed_inputs(sample_input(info, last, "enter")), info, "decide");
    });
    attempt(type + "/unknown-action", {"知らない操作を受け付けません。", "An unknown action is refused."},
            [&] {
              return malformed(stage->decide,
                               {{"an unknown action", to_text(sample_input(info, last, "no-such-action"))}},
                               info, "decide");
            });
    attempt(type + "/full-sink", {"出力先の上限を守ります。", "It stops when its answer finds no room."},
            [&] { return full_sink(*stage, info, last); });
    if (info.ranks) rank(*stage, info);
  }

 private:
  std::optional<Text> describe(const kyodo_stage* stage, const std::string& path, const std::string& type,
                               StageInfo& info) {
    if (auto table = check_table(stage, path); !table) return table.error().text;
    std::string bytes;
    for (int time = 0; time < 2; ++time) {
      Collected out(kMaxAnswerBytes);
      const kyodo_code code = stage->describe(out.sink());
      auto described = read_answer(code, out, type, "describe", kMaxAnswerBytes);
      if (!described) return failed(described.error());
      auto read = read_description(*described, type);
      if (!read) return failed(read.error());
      info = std::move(*read);
      if (time == 1 && bytes != out.bytes()) return not_the_same("describe");
      bytes = out.bytes();
    }
    if (std::cmp_not_equal(info.behaviour_min, stage->behaviour_min) ||
        std::cmp_not_equal(info.behaviour_max, stage->behaviour_max))
      return Text{"behaviour の範囲が表と説明とで異なります。",
                  "The table and the description name different ranges of behaviour."};
    if (info.ranks && !stage->rank)
      return Text{"順位付けをすると説明していますが、関数がありません。",
                  "It says that it ranks and has no function for it."};
    return std::nullopt;
  }

  static Text not_the_same(const char* function) {
    return {
        fmt::format("{} が同じ入力に違う回答を返しました。時刻・乱数・ファイルなどを使わないでください。",
                    function),
        fmt::format("{} gave two answers to one input. Use no clock, randomness, file or global.", function)};
  }

  // Twice the same bytes, and an answer of the contract.
  std::optional<Text> decide(const kyodo_stage& stage, const StageInfo& info, const JsonObject& input,
                             JsonObject& answer) {
    const std::string text = to_text(input);
    Called once = call(stage.decide, text, info.type, "decide", kMaxAnswerBytes);
    if (!once.answer) return failed(once.answer.error());
    if (auto checked = check_answer(*once.answer, info.type); !checked) return failed(checked.error());
    const std::string_view outcome = string_or(object_or_empty(*once.answer, "outcome"), "name", "");
    if (!outcome.empty() &&
        std::find(info.outcomes.begin(), info.outcomes.end(), outcome) == info.outcomes.end())
      return Text{fmt::format("宣言していない結果「{}」を返しました。", outcome),
                  fmt::format("It gave the outcome \"{}\", which describe does not name.", outcome)};
    Called again = call(stage.decide, text, info.type, "decide", kMaxAnswerBytes);
    if (again.code != once.code || again.bytes != once.bytes) return not_the_same("decide");
    answer = std::move(*once.answer);
    return std::nullopt;
  }

  // From the beginning of a visit along every action that comes within reach, each tried once.
  void walk(const kyodo_stage& stage, const StageInfo& info, int behaviour) {
    SampleVisit visit(info, behaviour);
    JsonObject answer;
    if (!attempt(fmt::format("{}/enter/{}", info.type, behaviour),
                 {"段階を始め、二度とも同じ回答です。", "It begins a visit and answers the same twice."},
                 [&] { return decide(stage, info, visit.entering(), answer); }))
      return;
    if (refused(answer) || answer.contains("outcome")) return;
    visit.apply(visit.entering(), answer);
    std::vector<const ActionInfo*> waiting;
    for (const ActionInfo& action : info.actions) waiting.push_back(&action);
    auto within_reach = [&] {
      return std::find_if(waiting.begin(), waiting.end(),
                          [&](auto* a) { return !visit.task_for(*a).empty(); });
    };
    for (auto next = within_reach(); next != waiting.end(); next = within_reach()) {
      const ActionInfo& action = **next;
      waiting.erase(next);
      attempt(fmt::format("{}/action/{}/{}", info.type, action.name, behaviour),
              {"操作に答え、形の違うデータを受け付けません。",
               "It answers the action and takes no data of a wrong shape."},
              [&] { return act(stage, info, action, visit); });
    }
    for (const ActionInfo* action : waiting)
      attempt(fmt::format("{}/action/{}/{}", info.type, action->name, behaviour),
              {"見本のデータではこの操作まで進めないため、試していません。",
               "Not tried: sample data does not lead there."},
              [] { return std::nullopt; });
  }

  std::optional<Text> act(const kyodo_stage& stage, const StageInfo& info, const ActionInfo& action,
                          SampleVisit& visit) {
    for (const JsonObject& bad : wrong_samples_of(action.schema)) {
      Called called =
          call(stage.decide, to_text(visit.call(action, bad)), info.type, "decide", kMaxAnswerBytes);
      if (called.code == KYODO_BAD_INPUT) continue;
      if (!called.answer) return failed(called.answer.error());
      if (!refused(*called.answer))
        return Text{fmt::format("「{}」が形の違うデータ {} を受け付けました。", action.name, to_text(bad)),
                    fmt::format("\"{}\" took the data {}, which its schema does not allow.", action.name,
                                to_text(bad))};
    }
    const JsonObject input = visit.call(action, sample_of(action.schema).as_object());
    JsonObject answer;
    if (auto wrong = decide(stage, info, input, answer)) return wrong;
    // What ends the visit would leave the other actions untried.
    if (!refused(answer) && !answer.contains("outcome")) visit.apply(input, answer);
    return std::nullopt;
  }

  static bool refused(const JsonObject& answer) {
    return answer.contains("refuse") || !array_or_empty(answer, "problems").empty();
  }

  std::optional<Text> malformed(Function function, const std::vector<Malformed>& inputs,
                                const StageInfo& info, const char* name) {
    for (const Malformed& input : inputs) {
      Called called = call(function, input.text, info.type, name, kMaxAnswerBytes);
      if (called.code != KYODO_OK || (called.answer && refused(*called.answer))) continue;
      return Text{fmt::format("{} が壊れた入力({})を受け付けました。", name, input.what),
                  fmt::format("{} took a malformed input ({}).", name, input.what)};
    }
    return std::nullopt;
  }

  std::optional<Text> full_sink(const kyodo_stage& stage, const StageInfo& info, int behaviour) {
    Called called =
        call(stage.decide, to_text(sample_input(info, behaviour, "enter")), info.type, "decide", 1);
    if (called.code == KYODO_FAULT) return std::nullopt;
    return Text{"出力先が一杯のとき KYODO_FAULT を返しません。",
                "It does not return KYODO_FAULT when the sink is full."};
  }

  void rank(const kyodo_stage& stage, const StageInfo& info) {
    attempt(info.type + "/rank", {"順位付けは二度とも同じ回答です。", "It ranks and answers the same twice."},
            [&]() -> std::optional<Text> {
              const std::string input = to_text(sample_rank_input());
              Called once = call(stage.rank, input, info.type, "rank", kMaxRankBytes);
              if (!once.answer) return failed(once.answer.error());
              if (auto checked = check_ranking(*once.answer, info.type); !checked)
                return failed(checked.error());
              Called again = call(stage.rank, input, info.type, "rank", kMaxRankBytes);
              if (again.bytes != once.bytes) return not_the_same("rank");
              return std::nullopt;
            });
    attempt(info.type + "/rank-malformed", {"壊れた入力を受け付けません。", "Malformed input is refused."},
            [&] {
              std::vector<Malformed> inputs = malformed_inputs(sample_rank_input());
              // A stage need not look at the round or at who was chosen.
              std::erase_if(inputs, [](const Malformed& m) {
                return m.what.ends_with("as a text") && !m.what.starts_with("\"visits\"");
              });
              return malformed(stage.rank, inputs, info, "rank");
            });
  }

  const TrialSink& sink_;
};

}  // namespace

void run_trial(const std::string& path, const TrialSink& sink) {
  Trial trial(sink);
  const kyodo_plugin* plugin = nullptr;
  if (!trial.attempt("load", {"読み込め、ABI が合います。", "It loads and is of this ABI."},
                     [&]() -> std::optional<Text> {
                       auto opened = open_library(path);
                       if (!opened) return opened.error().text;
                       plugin = *opened;
                       return std::nullopt;
                     }))
    return;
  for (std::uint32_t i = 0; i < plugin->stage_count; ++i) trial.stage(plugin->stages[i], path);
}

}  // namespace kyodo::stage
