// The null data model (SCXML 1.0, B.1): no data, and the In() predicate as the only condition.
#include <fmt/format.h>

#include <optional>

#include "datamodel/datamodel.h"
#include "datamodel/plain.h"

namespace kyodo::datamodel {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

Error nothing_here() {
  return fail(Code::bad_input,
              "データモデル null ではデータと式を使えません。datamodel=\"ecmascript\" を指定してください。",
              "The null data model has no data and no expressions. Write datamodel=\"ecmascript\".");
}

class NullDatamodel final : public Datamodel {
 public:
  void begin(Source) override {}
  Result<void> restore(std::vector<std::pair<std::string, Item>> items, Source) override {
    return items.empty() ? Result<void>() : nothing_here();
  }
  bool keep(std::size_t, std::vector<std::string>&) override { return true; }
  void undo() override {}
  std::vector<std::pair<std::string, Item>> items() const override { return {}; }
  void set_system(std::string_view, const Json&) override {}
  void set_event(const Event*) override {}
  void set_states(const ActiveStates* states) override { states_ = states; }

  Result<bool> condition(Source expr) override {
    if (expr.number < known_.size() && known_[expr.number]) return states_->is_active(*known_[expr.number]);
    const Result<std::string_view> id = state_of(expr.text);
    if (!id) return id.error();
    if (!states_) return false;
    const std::uint32_t state = states_->find(*id);
    if (expr.number != 0) {
      if (expr.number >= known_.size()) known_.resize(expr.number + 1);
      known_[expr.number] = state;
    }
    return states_->is_active(state);
  }

  Result<Item> value(Source) override { return nothing_here(); }
  Result<void> assign(Source, const Item&) override { return nothing_here(); }
  Result<void> assign_expr(Source, Source) override { return nothing_here(); }
  Result<void> script(Source) override { return nothing_here(); }
  Result<void> prelude() override { return nothing_here(); }
  void declare(std::string_view) override {}
  Result<Item> get(std::string_view) override { return nothing_here(); }
  Result<void> put(std::string_view, const Item&) override { return nothing_here(); }
  Result<void> foreach (Source, std::string_view, std::string_view, const std::function<bool()>&) override {
    return nothing_here();
  }

 private:
  // In(a), In('a') or In("a").
  static Result<std::string_view> state_of(std::string_view expr) {
    std::string_view text = trimmed(expr);
    if (!text.starts_with("In") || !text.ends_with(")")) return unreadable(expr);
    text = trimmed(text.substr(2));
    if (!text.starts_with("(")) return unreadable(expr);
    text = trimmed(text.substr(1, text.size() - 2));
    if (text.size() >= 2 && (text.front() == '\'' || text.front() == '"')) {
      if (text.back() != text.front()) return unreadable(expr);
      text = text.substr(1, text.size() - 2);
    }
    if (text.empty() || text.find_first_of("\"'() \t\r\n") != std::string_view::npos) return unreadable(expr);
    return text;
  }

  static Error unreadable(std::string_view expr) {
    return fail(Code::bad_input, fmt::format("データモデル null の条件は In(状態) だけです: {}", expr),
                fmt::format("The null data model only knows the condition In(state): {}", expr));
  }

  const ActiveStates* states_ = nullptr;
  std::vector<std::optional<std::uint32_t>> known_;  // by number
};

}  // namespace

std::unique_ptr<Datamodel> make_null() {
  return std::make_unique<NullDatamodel>();
}

Item item_of_text(std::string_view text) {
  const std::string_view inside = trimmed(text);
  if (inside.starts_with('<')) return {Item::Kind::xml, {}, std::string(inside)};
  if (auto json = parse_json(inside)) return {Item::Kind::json, *json, {}};
  std::string normalised;
  bool gap = false;
  for (const char c : inside) {
    if (kSpace.find(c) != std::string_view::npos) {
      gap = true;
      continue;
    }
    if (gap) normalised += ' ';
    gap = false;
    normalised += c;
  }
  return {Item::Kind::json, Json(boost::json::string_view(normalised)), {}};
}

}  // namespace kyodo::datamodel
