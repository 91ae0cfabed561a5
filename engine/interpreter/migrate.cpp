#include "interpreter/migrate.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "chart/chart.h"
#include "interpreter/interpreter.h"

namespace kyodo::interpreter {
namespace {

using chart::Chart;
using chart::StateIndex;
using chart::StateKind;
using datamodel::Item;

bool is_history(const chart::State& state) {
  return state.kind == StateKind::history_shallow || state.kind == StateKind::history_deep;
}

std::vector<std::string> declared(const Chart& chart) {
  std::vector<std::string> ids;
  for (const chart::State& state : chart.states)
    for (const chart::Data& data : state.data) ids.push_back(data.id);
  return ids;
}

// One migration under way: problems and notes gather while it goes on.
class Migration {
 public:
  Migration(const Chart& from, const Chart& to, const Session& session, const ChartMap& map)
      : from_(from), to_(to), old_(session), map_(map) {}

  Result<Migrated> run() {
    Session& made = result_.session;
    made.id = old_.id;
    made.started = old_.started;
    made.done = old_.done;
    made.next_id = old_.next_id;
    move_configuration();
    move_history();
    move_data();
    for (const std::string& state : old_.entered)
      if (auto image = image_of(state); image && to_.find(*image) != chart::kNoState)
        made.entered.push_back(*image);
    move_invocations();
    if (problems_.empty()) return std::move(result_);
    Error error =
        fail(Code::refused, "新しい流れ図に対応するものがないため、移せません。対応表を直してください。",
             "It has no image in the new chart. Correct the map.");
    error.problems = std::move(problems_);
    return error;
  }

 private:
  void problem(std::string field, std::string ja, std::string en) {
    problems_.push_back({std::move(field), "image", {std::move(ja), std::move(en)}});
  }
  void note(std::string ja, std::string en) { result_.notes.push_back({std::move(ja), std::move(en)}); }

  // States without id ("#4") are numbered, and numbers mean something else in another chart: only the map
  // names them.
  std::optional<std::string> image_of(const std::string& state) const {
    if (const auto named = map_.states.find(state); named != map_.states.end()) return named->second;
    if (state.starts_with('#')) return std::nullopt;
    return state;
  }

  void move_configuration() {
    std::set<StateIndex> active;
    for (const std::string& name : atomic_states(from_, old_)) {
      const auto image = image_of(name);
      const StateIndex state = image ? to_.find(*image) : chart::kNoState;
      if (state == chart::kNoState || state == 0 || is_history(to_.states[state])) {
        problem("state " + name,
                fmt::format("状態「{}」に対応する状態がありません。states に書いてください。", name),
                fmt::format("The state \"{}\" has no image. Name one under states.", name));
        continue;
      }
      if (to_.states[state].kind != StateKind::atomic && to_.states[state].kind != StateKind::final_state) {
        problem("state " + name,
                fmt::format("「{}」に対応する「{}」は子をもつ状態です。その中の状態を選んでください。", name,
                            *image),
                fmt::format("\"{}\", the image of \"{}\", has states within it. Choose one of those.", *image,
                            name));
        continue;
      }
      for (StateIndex each = state; each != 0 && each != chart::kNoState; each = to_.states[each].parent)
        active.insert(each);
    }
    if (problems_.empty() && !old_.done) check_legal(active);
    for (const StateIndex state : active) result_.session.configuration.push_back(name_of(state));
    active_ = std::move(active);
  }

  // Exactly one child of each active compound state and all regions of each parallel one (SCXML 1.0, 3.11).
  void check_legal(const std::set<StateIndex>& active) {
    const auto check = [&](StateIndex state) {
      const auto& children = to_.states[state].children;
      const auto inside = std::count_if(children.begin(), children.end(),
                                        [&](StateIndex child) { return active.contains(child); });
      const bool parallel = to_.states[state].kind == StateKind::parallel;
      if (children.empty() || (parallel ? static_cast<std::size_t>(inside) == children.size() : inside == 1))
        return;
      const std::string name = state == 0 ? "scxml" : name_of(state);
      if (parallel)
        problem("state " + name,
                fmt::format("並行する「{}」の領域のうち、{} つにしか状態がありません({} つ必要)。", name,
                            inside, children.size()),
                fmt::format("Only {} of the {} regions of the parallel \"{}\" would have a state.", inside,
                            children.size(), name));
      else
        problem(
            "state " + name,
            fmt::format("「{}」の中で同時に {} つの状態が有効になります(1つだけにしてください)。", name,
                        inside),
            fmt::format("{} states within \"{}\" would be active at once; it must be one.", inside, name));
    };
    check(0);
    for (const StateIndex state : active) check(state);
  }

  void move_history() {
    for (const auto& [history, states] : old_.history) {
      const auto image = image_of(history);
      const StateIndex target = image ? to_.find(*image) : chart::kNoState;
      std::vector<std::string> images;
      for (const std::string& state : states)
        if (auto one = image_of(state); one && to_.find(*one) != chart::kNoState) images.push_back(*one);
      if (target == chart::kNoState || !is_history(to_.states[target]) || images.size() != states.size() ||
          !std::all_of(images.begin(), images.end(), [&](const std::string& one) {
            return to_.is_descendant(to_.find(one), to_.states[target].parent);
          })) {
        note(fmt::format("履歴「{}」の記憶は失われます。", history),
             fmt::format("What history \"{}\" remembers is lost.", history));
        continue;
      }
      result_.session.history.emplace_back(*image, std::move(images));
    }
  }

  void move_data() {
    const std::vector<std::string> old_ids = declared(from_), new_ids = declared(to_);
    std::map<std::string, Item> images;
    std::vector<std::string> made_by_scripts;
    for (const auto& [id, item] : old_.data) {
      std::string image = id;
      if (const auto named = map_.data.find(id); named != map_.data.end()) {
        if (!named->second) {
          note(fmt::format("データ「{}」を捨てます。", id),
               fmt::format("The data item \"{}\" is dropped.", id));
          continue;
        }
        image = *named->second;
      }
      const bool known = std::find(new_ids.begin(), new_ids.end(), image) != new_ids.end();
      if (!known && std::find(old_ids.begin(), old_ids.end(), id) != old_ids.end()) {
        problem(
            "data " + id,
            fmt::format("データ「{}」に対応するデータがありません。data に書いてください(捨てるなら null)。",
                        id),
            fmt::format("The data item \"{}\" has no image. Name one under data, or null to drop it.", id));
        continue;
      }
      if (!images.emplace(image, item).second)
        problem("data " + id, fmt::format("二つのデータが「{}」になります。", image),
                fmt::format("Two data items become \"{}\".", image));
      if (!known) made_by_scripts.push_back(image);
    }
    for (const auto& [id, item] : map_.values) {
      images[id] = item;
      if (std::find(new_ids.begin(), new_ids.end(), id) == new_ids.end())
        problem("values " + id, fmt::format("新しい流れ図にデータ「{}」はありません。", id),
                fmt::format("The new chart has no data item \"{}\".", id));
    }
    for (const std::string& id : new_ids) {
      const auto found = images.find(id);
      if (found == images.end())
        note(fmt::format("データ「{}」は undefined で始まります。", id),
             fmt::format("The data item \"{}\" begins undefined.", id));
      result_.session.data.emplace_back(id, found == images.end() ? Item{} : found->second);
    }
    for (const std::string& id : made_by_scripts) result_.session.data.emplace_back(id, images.at(id));
  }

  void move_invocations() {
    std::set<std::pair<std::string, int>> running;
    for (const ActiveInvoke& active : old_.invokes) {
      ActiveInvoke moved = active;
      if (const auto named = map_.invocations.find(active.id); named != map_.invocations.end())
        moved.id = named->second;
      const auto image = image_of(active.state);
      const StateIndex state = image ? to_.find(*image) : chart::kNoState;
      if (state == chart::kNoState || !active_.contains(state)) {
        problem("invocation " + active.id,
                fmt::format("呼び出し「{}」の状態「{}」は、移した先では有効になりません。", active.id,
                            active.state),
                fmt::format("The state \"{}\" of the invocation \"{}\" would not be active.", active.state,
                            active.id));
        continue;
      }
      const auto& invokes = to_.states[state].invokes;
      const auto fits = [&](const chart::Invoke& one, int index) {
        return one.id.empty() ? index == active.index && moved.id == active.id : one.id == moved.id;
      };
      moved.index = -1;
      for (int i = 0; i < static_cast<int>(invokes.size()) && moved.index < 0; ++i)
        if (fits(invokes[static_cast<std::size_t>(i)], i)) moved.index = i;
      if (moved.index < 0) {
        problem("invocation " + active.id,
                fmt::format("状態「{}」に呼び出し「{}」がありません。invocations に書いてください。", *image,
                            moved.id),
                fmt::format("The state \"{}\" has no invocation \"{}\". Name one under invocations.", *image,
                            moved.id));
        continue;
      }
      const chart::Invoke& invoke = invokes[static_cast<std::size_t>(moved.index)];
      if (!invoke.type.expr && invoke.type.literal != active.type) {
        problem("invocation " + active.id,
                fmt::format("呼び出し「{}」の種類が {} から {} に変わっています。", active.id, active.type,
                            invoke.type.literal),
                fmt::format("The type of the invocation \"{}\" changes from {} to {}.", active.id,
                            active.type, invoke.type.literal));
        continue;
      }
      moved.state = *image;
      moved.autoforward = invoke.autoforward;
      running.emplace(moved.state, moved.index);
      result_.session.invokes.push_back(std::move(moved));
    }
    for (const StateIndex state : active_)
      for (int i = 0; i < static_cast<int>(to_.states[state].invokes.size()); ++i)
        if (!running.contains({name_of(state), i}))
          note(fmt::format("状態「{}」の呼び出し「{}」は始まりません。", name_of(state),
                           to_.states[state].invokes[static_cast<std::size_t>(i)].id),
               fmt::format("The invocation \"{}\" of state \"{}\" does not begin.",
                           to_.states[state].invokes[static_cast<std::size_t>(i)].id, name_of(state)));
  }

  std::string name_of(StateIndex state) const {
    const std::string& id = to_.states[state].id;
    return id.empty() ? fmt::format("#{}", state) : id;
  }

  const Chart& from_;
  const Chart& to_;
  const Session& old_;
  const ChartMap& map_;
  Migrated result_;
  std::set<StateIndex> active_;
  std::vector<Problem> problems_;
};

}  // namespace

Result<Migrated> migrate(const Chart& from, const Chart& to, const Session& session, const ChartMap& map) {
  return Migration(from, to, session, map).run();
}

}  // namespace kyodo::interpreter
