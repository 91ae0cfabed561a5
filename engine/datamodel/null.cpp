// The null data model (SCXML 1.0, B.1): no data, and the In() predicate as the only condition.
#include <fmt/format.h>

#include "datamodel/datamodel.h"

namespace kyodo::datamodel {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

Error nothing_here() {
  return fail(Code::bad_input,
              "データモデル null ではデータと式を使えません。datamodel=\"ecmascript\" を指定してください。",
              "The null data model has no data and no expressions. Write datamodel=\"ecmascript\".");
}

class NullDatamodel final : public Datamodel {
 public:
  void set_system(std::string_view, const Json&) override {}
  void set_event(const EventFields&) override {}
  void set_in(std::function<bool(std::string_view)> in) override { in_ = std::move(in); }

  // In(a), In('a') or In("a").
  Result<bool> condition(std::string_view expr) override {
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
    return in_ && in_(text);
  }

  Result<Item> value(std::string_view) override { return nothing_here(); }
  Result<void> assign(std::string_view, const Item&) override { return nothing_here(); }
  Result<void> assign_expr(std::string_view, std::string_view) override { return nothing_here(); }
  Result<void> script(std::string_view) override { return nothing_here(); }
  Result<void> prelude(std::string_view) override { return nothing_here(); }
  void declare(std::string_view) override {}
  Result<Item> get(std::string_view) override { return nothing_here(); }
  Result<void> put(std::string_view, const Item&) override { return nothing_here(); }
  std::vector<std::string> names() override { return {}; }
  Result<void> foreach (std::string_view, std::string_view, std::string_view,
                        const std::function<bool()>&) override {
    return nothing_here();
  }

 private:
  static Error unreadable(std::string_view expr) {
    return fail(Code::bad_input, fmt::format("データモデル null の条件は In(状態) だけです: {}", expr),
                fmt::format("The null data model only knows the condition In(state): {}", expr));
  }

  std::function<bool(std::string_view)> in_;
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
