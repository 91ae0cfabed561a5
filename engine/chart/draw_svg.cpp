// A chart as SVG: the states below each other in document order, each inside the one that holds it, and the
// transitions as ways at their right. So any chart can be drawn without a search for places.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "chart/analysis.h"
#include "chart/label.h"
#include "chart/source.h"

namespace kyodo::chart {
namespace {

constexpr int kRow = 18;      // height of a line of text and of a way that begins or ends
constexpr int kIndent = 24;   // of a child
constexpr int kGap = 10;      // between states
constexpr int kLaneGap = 12;  // between ways
constexpr std::size_t kLabelBytes = 80;

struct Box {
  int x = 0, y = 0, width = 0, height = 0, depth = 0;
  int incoming = 0;  // where ways end
  int next_row = 0;  // where the next way begins
};

struct Way {
  const Transition* transition = nullptr;
  StateIndex target = kNoState;
  int from = 0, to = 0, lane = 0;
};

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '&')
      out += "&amp;";
    else if (c == '"')
      out += "&quot;";
    else
      out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out;
}

// About as wide as a sans-serif of 12 pixels draws it.
int width_of(std::string_view text) {
  int width = 0;
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (u < 0x80)
      width += 7;
    else if (u >= 0xC0)
      width += 13;
  }
  return width;
}

std::string shown(std::string_view text) {
  return clipped(text, kLabelBytes);
}

class Drawing {
 public:
  explicit Drawing(const Chart& chart) : chart_(chart), boxes_(chart.states.size()) {}

  std::string draw() {
    place(0, kGap, kGap, 0);
    lay_ways();
    for (StateIndex state = 0; state < chart_.states.size(); ++state) box(state);
    for (const Way& way : ways_) line(way);
    return fmt::format(
               "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} "
               "{1}\" "
               "font-family=\"sans-serif\" font-size=\"12\">\n"
               "<defs><marker id=\"end\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" "
               "markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0 L8 4 L0 8 z\"/></marker></defs>\n"
               "<rect width=\"{0}\" height=\"{1}\" fill=\"white\"/>\n",
               right_, boxes_[0].y + boxes_[0].height + kGap) +
           out_ + "</svg>\n";
  }

 private:
  // Returns the y below the state.
  int place(StateIndex index, int x, int y, int depth) {
    const State& state = chart_.states[index];
    Box& made = boxes_[index];
    made.x = x;
    made.y = y;
    made.depth = depth;
    made.width = width_of(shown(label_of(chart_, index))) + 28;
    made.next_row = y + kRow;
    std::size_t leaving = 0;
    for (const std::uint32_t one : state.transitions)
      leaving += std::max<std::size_t>(chart_.transitions[one].targets.size(), 1);
    int below = y + kRow * static_cast<int>(leaving + state.invokes.size() + 1) + 8;
    made.incoming = y + 8;
    int right = x + made.width;
    for (const Invoke& invoke : state.invokes)
      right = std::max(right, x + 28 + width_of(invoke_text(invoke)));
    for (StateIndex child = index + 1; child <= state.last_descendant;
         child = chart_.states[child].last_descendant + 1) {
      below = place(child, x + kIndent, below + kGap, depth + 1);
      right = std::max(right, boxes_[child].x + boxes_[child].width + kGap);
    }
    Box& done = boxes_[index];
    if (state.last_descendant > index) below += kGap;
    done.width = right - x;
    done.height = below - y;
    return below;
  }

  static std::string invoke_text(const Invoke& invoke) {
    const std::string& what = invoke.type.literal.empty() ? invoke.src.literal : invoke.type.literal;
    return shown("invoke " + invoke.id + (invoke.id.empty() || what.empty() ? "" : ": ") + what);
  }

  // Each way runs in the lane nearest to the states that no other way uses at that height.
  void lay_ways() {
    int labels = 0;
    for (StateIndex index = 0; index < chart_.states.size(); ++index) {
      Box& from = boxes_[index];
      for (const std::uint32_t one : chart_.states[index].transitions) {
        const Transition& transition = chart_.transitions[one];
        std::vector<StateIndex> targets = transition.targets;
        if (targets.empty()) targets.push_back(kNoState);
        for (const StateIndex target : targets) {
          from.next_row += kRow;
          const int end = target == kNoState ? from.next_row : boxes_[target].incoming;
          ways_.push_back({&transition, target, from.next_row - 8, end, 0});
        }
        labels = std::max(labels, from.x + from.width + width_of(shown(events_of(transition))));
      }
    }
    std::vector<std::vector<std::pair<int, int>>> lanes;
    std::vector<Way*> order;
    for (Way& way : ways_) order.push_back(&way);
    std::stable_sort(order.begin(), order.end(), [](const Way* a, const Way* b) {
      return std::abs(a->from - a->to) < std::abs(b->from - b->to);
    });
    for (Way* way : order) {
      if (way->target == kNoState) continue;
      const std::pair<int, int> span = std::minmax(way->from, way->to);
      const auto is_free = [&](const auto& lane) {
        return std::none_of(lane.begin(), lane.end(), [&](const auto& other) {
          return other.first <= span.second && span.first <= other.second;
        });
      };
      auto lane = std::find_if(lanes.begin(), lanes.end(), is_free);
      if (lane == lanes.end()) lane = lanes.emplace(lanes.end());
      lane->push_back(span);
      way->lane = static_cast<int>(lane - lanes.begin());
    }
    lanes_ = std::max(labels, boxes_[0].x + boxes_[0].width) + 16;
    right_ = lanes_ + kLaneGap * static_cast<int>(lanes.size()) + kGap;
  }

  void box(StateIndex index) {
    const State& state = chart_.states[index];
    const Box& at = boxes_[index];
    const bool history = state.kind == StateKind::history_shallow || state.kind == StateKind::history_deep;
    const auto rect = [&](int inset, int radius, const char* fill, const char* more) {
      out_ += fmt::format(
          "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" fill=\"{}\" stroke=\"#445\"{}/>\n",
          at.x + inset, at.y + inset, at.width - 2 * inset, at.height - 2 * inset, radius, fill, more);
    };
    rect(0, history ? 12 : 6, at.depth % 2 == 0 ? "#f4f6fa" : "#ffffff",
         state.kind == StateKind::parallel ? " stroke-dasharray=\"6 3\"" : "");
    if (state.kind == StateKind::final_state) rect(3, 4, "none", "");
    out_ += fmt::format("<text x=\"{}\" y=\"{}\" font-weight=\"bold\">{}</text>\n", at.x + 12, at.y + kRow,
                        escaped(shown(label_of(chart_, index))));
    int row = boxes_[index].next_row;
    for (const Invoke& invoke : state.invokes) {
      row += kRow;
      out_ += fmt::format("<text x=\"{}\" y=\"{}\" fill=\"#667\">{}</text>\n", at.x + 16, row - 4,
                          escaped(invoke_text(invoke)));
    }
    if (state.kind != StateKind::parallel)
      for (const StateIndex target : state.initial.targets) {
        const Box& first = boxes_[target];
        out_ += fmt::format(
            "<circle cx=\"{}\" cy=\"{}\" r=\"4\"/><path d=\"M{} {} H{}\" stroke=\"black\" "
            "marker-end=\"url(#end)\"/>\n",
            first.x - 16, first.incoming + 8, first.x - 16, first.incoming + 8, first.x);
      }
  }

  void line(const Way& way) {
    const Box& from = boxes_[way.transition->source];
    const int begin = from.x + from.width;
    const std::string label = escaped(shown(events_of(*way.transition)));
    out_ += fmt::format("<text x=\"{}\" y=\"{}\" fill=\"#225\">{}</text>\n", begin + 6, way.from - 3,
                        way.target == kNoState ? "↺ " + label : label);
    if (way.target == kNoState) return;
    const Box& to = boxes_[way.target];
    out_ += fmt::format(
        "<path d=\"M{} {} H{} V{} H{}\" fill=\"none\" stroke=\"#557\" marker-end=\"url(#end)\"/>\n", begin,
        way.from, lanes_ + kLaneGap * way.lane, way.to, to.x + to.width);
  }

  const Chart& chart_;
  std::vector<Box> boxes_;
  std::vector<Way> ways_;
  std::string out_;
  int lanes_ = 0, right_ = 0;
};

}  // namespace

std::string to_svg(const Chart& chart) {
  return Drawing(chart).draw();
}

}  // namespace kyodo::chart
