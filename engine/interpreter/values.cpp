// Evaluating, and what happens when that fails.
#include <fmt/format.h>

#include "interpreter/machine.h"

namespace kyodo::interpreter {

using datamodel::Item;

void Machine::limit(const char* name, std::size_t most, const char* ja, const char* en) {
  if (failure_) return;
  failure_ = fail(Code::limit, fmt::format("{}(上限 {} {})。", ja, name, most),
                  fmt::format("{} (at most {} = {}).", en, name, most));
  failure_->where = Where{chart_.file};
}

void Machine::enqueue(Event event) {
  if (internal_queue_.size() - queue_head_ >= kMaxInternalEvents)
    return limit("kMaxInternalEvents", kMaxInternalEvents, "処理を待つ内部イベントが多すぎます",
                 "Too many internal events are waiting");
  internal_queue_.push_back(std::move(event));
}

void Machine::add_effect(Effect effect) {
  if (effects_.size() >= kMaxEffects)
    return limit("kMaxEffects", kMaxEffects, "一度に送るもの・始めるものが多すぎます",
                 "Too many effects in one step");
  effects_.push_back(std::move(effect));
}

std::string Machine::new_id(const std::string& prefix) {
  return fmt::format("{}.{}", prefix, place_.next_id++);
}

void Machine::raise_error(const char* name, const Error& error, const Where& where,
                          const std::string& sendid) {
  Event event{name, "platform", sendid};
  event.data.kind = Item::Kind::json;
  event.data.json =
      JsonObject{{"reason", error.text.en}, {"reason_ja", error.text.ja}, {"where", to_string(where)},
                 {"tagname", element_},     {"line", where.line},         {"column", where.column}};
  enqueue(std::move(event));
}

std::optional<bool> Machine::condition(const chart::Expression& expression) {
  const Result<bool> holds = data_->condition(source_of(expression));
  if (holds) return *holds;
  raise_error("error.execution", holds.error(), expression.where);
  return std::nullopt;
}

std::optional<Item> Machine::value(const chart::Expression& expression, const std::string& sendid) {
  Result<Item> item = data_->value(source_of(expression));
  if (item) return std::move(*item);
  raise_error("error.execution", item.error(), expression.where, sendid);
  return std::nullopt;
}

std::optional<std::string> Machine::text(const chart::Value& value, const std::string& sendid) {
  if (!value.expr) return value.literal;
  const std::optional<Item> item = this->value(value.expr, sendid);
  if (!item) return std::nullopt;
  if (item->kind == Item::Kind::json && item->json.is_string()) {
    const auto& found = item->json.get_string();
    return std::string(found.data(), found.size());
  }
  if (item->kind == Item::Kind::json && !item->json.is_null()) return to_text(item->json);
  raise_error("error.execution",
              fail(Code::bad_input, fmt::format("文字列になりません: {}", value.expr.text),
                   fmt::format("This does not give a text: {}", value.expr.text)),
              value.expr.where, sendid);
  return std::nullopt;
}

std::optional<Parameters> Machine::parameters(const std::vector<std::string>& namelist,
                                              const std::vector<chart::Param>& params, const Where& where,
                                              const std::string& sendid) {
  Parameters all;
  for (const std::string& name : namelist) {
    std::optional<Item> item = value({name, where}, sendid);
    if (!item) return std::nullopt;
    all.emplace_back(name, std::move(*item));
  }
  for (const chart::Param& param : params) {
    std::optional<Item> item = value(param.expr ? param.expr : param.location, sendid);
    if (!item) return std::nullopt;
    all.emplace_back(param.name, std::move(*item));
  }
  return all;
}

std::optional<Item> Machine::content_value(const chart::Content& content, const std::string& sendid) {
  if (content.expr) return value(content.expr, sendid);
  literal_bytes_ += content.body.size();
  if (literal_bytes_ > kMaxLiteralBytes) {
    limit("kMaxLiteralBytes", kMaxLiteralBytes, "一度に送る <content> が大きすぎます",
          "Too much <content> in one step");
    return std::nullopt;
  }
  return datamodel::item_of_text(content.body);
}

// What a final state hands over. A parameter or content that fails is left out (SCXML 1.0, 5.6 and 5.7; W3C's
// test 528 takes undefined for empty content).
Item Machine::done_data(StateIndex index) {
  const chart::State& state = chart_.states[index];
  element_ = state.done_content.present ? "content" : "param";
  if (state.done_content.present) return content_value(state.done_content).value_or(Item{});
  Parameters given;
  for (const chart::Param& param : state.done_params)
    if (auto item = value(param.expr ? param.expr : param.location))
      given.emplace_back(param.name, std::move(*item));
  JsonObject object = object_of(std::move(given));
  if (object.empty()) return {};
  return {Item::Kind::json, std::move(object), {}};
}

}  // namespace kyodo::interpreter
