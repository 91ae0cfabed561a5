// Executable content (SCXML 1.0, sections 4 and 5.4, 5.8, 6.2, 6.3).
#include <fmt/format.h>

#include "interpreter/machine.h"

namespace kyodo::interpreter {

using chart::Block;
using datamodel::Item;

namespace {

const char* name_of_kind(Block::Kind kind) {
  constexpr const char* kNames[] = {"raise", "if", "foreach", "log", "assign", "script", "send", "cancel"};
  return kNames[static_cast<int>(kind)];
}

}  // namespace

bool Machine::execute(const chart::Executable& content) {
  for (const Block& block : content)
    if (failure_ || !execute(block)) return false;
  return true;
}

bool Machine::count_action() {
  if (++actions_ > kMaxActions)
    limit("kMaxActions", kMaxActions, "一度に実行する命令が多すぎます",
          "Too much executable content in one step");
  return !failure_;
}

bool Machine::execute(const Block& block) {
  if (++actions_ > kMaxActions) {
    limit("kMaxActions", kMaxActions, "一度に実行する命令が多すぎます",
          "Too much executable content in one step");
    return false;
  }
  element_ = name_of_kind(block.kind);
  switch (block.kind) {
    case Block::Kind::raise:
      enqueue(Event{block.event, "internal"});
      return true;
    case Block::Kind::if_:
      return execute_if(block);
    case Block::Kind::foreach_:
      return execute_foreach(block);
    case Block::Kind::log:
      return execute_log(block);
    case Block::Kind::assign:
      return execute_assign(block);
    case Block::Kind::send:
      return execute_send(block);
    case Block::Kind::cancel:
      return execute_cancel(block);
    case Block::Kind::script:
      break;
  }
  const Result<void> done = data_->script(source_of(block.expr));
  if (!done) raise_error("error.execution", done.error(), block.where);
  return done.has_value();
}

// A condition that cannot be evaluated counts as false (5.9.1); the block still ends after the <if>.
bool Machine::execute_if(const Block& block) {
  bool good = true;
  for (const chart::Branch& branch : block.branches) {
    const std::optional<bool> holds = branch.cond ? condition(branch.cond) : std::optional<bool>(true);
    good = good && holds.has_value();
    if (holds.value_or(false)) return execute(branch.body) && good;
  }
  return good;
}

bool Machine::execute_foreach(const Block& block) {
  bool good = true;
  const Result<void> done = data_->foreach (source_of(block.array), block.item, block.index, [&] {
    good = count_action() && execute(block.body) && !failure_;
    return good;
  });
  if (!done) raise_error("error.execution", done.error(), block.where);
  return done.has_value() && good;
}

bool Machine::execute_log(const Block& block) {
  LogLine line{block.label, ""};
  if (block.expr) {
    const std::optional<Item> item = value(block.expr);
    if (!item) return false;
    if (item->kind == Item::Kind::xml) line.text = item->xml;
    if (item->kind == Item::Kind::undefined) line.text = "undefined";
    if (item->kind == Item::Kind::json)
      line.text = item->json.is_string() ? std::string(item->json.get_string()) : to_text(item->json);
  }
  add_effect(std::move(line));
  return true;
}

bool Machine::execute_assign(const Block& block) {
  const Result<void> done =
      block.expr ? data_->assign_expr(source_of(block.location), source_of(block.expr))
                 : data_->assign(source_of(block.location), datamodel::item_of_text(block.assign_body));
  if (!done) raise_error("error.execution", done.error(), block.where);
  return done.has_value();
}

bool Machine::execute_cancel(const Block& block) {
  const std::optional<std::string> sendid = text(block.cancel_id);
  if (sendid) add_effect(CancelSend{*sendid});
  return sendid.has_value();
}

bool Machine::execute_send(const Block& block) {
  const chart::Send& send = *block.send;
  SendEvent effect;
  effect.id = new_id("send");
  if (!send.id.empty()) effect.event.sendid = send.id;
  if (send.idlocation) {
    effect.event.sendid = effect.id;
    const Result<void> done = data_->assign(
        source_of(send.idlocation), Item{Item::Kind::json, Json(boost::json::string_view(effect.id)), {}});
    if (!done) {
      raise_error("error.execution", done.error(), send.idlocation.where);
      return false;
    }
  }
  const std::string& sendid = effect.event.sendid;
  const auto event = text(send.event, sendid), target = text(send.target, sendid);
  const auto type = text(send.type, sendid), delay = text(send.delay, sendid);
  if (!event || !target || !type || !delay) return false;
  effect.event.name = *event;
  effect.target = *target;
  effect.type = *type;
  const bool is_http = *type == kHttpProcessor || *type == "basichttp";
  if (is_http) effect.type = kHttpProcessor;
  if (!delay->empty()) {
    const auto ms = chart::parse_delay(*delay);
    if (!ms) {
      raise_error("error.execution",
                  fail(Code::bad_input, fmt::format("「{}」は遅れの長さとして読めません。", *delay),
                       fmt::format("\"{}\" is not a delay.", *delay)),
                  block.where, sendid);
      return false;
    }
    effect.delay_ms = *ms;
  }
  if (send.content.present) {
    auto content = content_value(send.content, sendid);
    if (!content) return false;
    if (is_http) effect.event.raw = form_of(*event, *content);
    effect.event.data = std::move(*content);
  } else if (!send.namelist.empty() || !send.params.empty()) {
    auto given = parameters(send.namelist, send.params, block.where, sendid);
    if (!given) return false;
    if (is_http || has_doubles(*given)) effect.event.raw = form_of(is_http ? *event : "", *given);
    effect.event.data = {Item::Kind::json, object_of(std::move(*given)), {}};
  } else if (is_http) {
    effect.event.raw = form_of(*event, Parameters{});
  }
  return deliver(block, std::move(effect), !delay->empty());
}

bool Machine::is_supported(const std::string& processor) const {
  if (processor == kHttpProcessor) return !around_.http_base.empty();
  return processor.empty() || processor == kScxmlProcessor || processor == "scxml" ||
         processor == std::string(kScxmlProcessor) + "/";
}

// To the internal queue, to an effect, or nowhere with an error (SCXML 1.0, 6.2.4, C.1 and C.2).
bool Machine::deliver(const Block& block, SendEvent effect, bool delay_given) {
  const auto refuse = [&](const char* error, std::string ja, std::string en) {
    raise_error(error, fail(Code::bad_input, std::move(ja), std::move(en)), block.where, effect.event.sendid);
    return false;
  };
  if (!is_supported(effect.type))
    return refuse("error.execution", fmt::format("送り方 {} は使えません。", effect.type),
                  fmt::format("The type {} of <send> is not supported.", effect.type));
  if (effect.type == kHttpProcessor) {
    if (effect.target.empty())
      return refuse("error.communication", "HTTP の送り先がありません。",
                    "There is no address to send to by HTTP.");
    add_effect(std::move(effect));
    return true;
  }
  effect.type = kScxmlProcessor;
  if (effect.event.name.empty())
    return refuse("error.execution", "送るイベントの名前がありません。", "The event to send has no name.");
  const std::string self = "#_scxml_" + session_id_;
  if (effect.target == "#_internal") {
    if (delay_given)
      return refuse("error.execution", "#_internal へは遅らせて送れません。",
                    "What goes to #_internal cannot be delayed.");
    effect.event.type = "internal";
    enqueue(std::move(effect.event));
    return true;
  }
  if (effect.target == self) effect.target.clear();
  if (effect.target.starts_with("#_scxml_") && around_.reaches && !around_.reaches(effect.target.substr(8)))
    return refuse("error.communication", fmt::format("セッション {} はありません。", effect.target.substr(8)),
                  fmt::format("There is no session {}.", effect.target.substr(8)));
  const bool known =
      effect.target.empty() || effect.target == "#_parent" || effect.target.starts_with("#_scxml_");
  if (!known) {
    if (!effect.target.starts_with("#_") || effect.target.size() == 2)
      return refuse("error.execution", fmt::format("送り先 {} は使えません。", effect.target),
                    fmt::format("The target {} is not supported.", effect.target));
    const std::string id = effect.target.substr(2);
    const auto& invokes = place_.invokes;
    if (std::none_of(invokes.begin(), invokes.end(),
                     [&](const Place::Invocation& each) { return each.active.id == id; }))
      return refuse("error.communication", fmt::format("呼び出し {} は動いていません。", id),
                    fmt::format("There is no active invocation {}.", id));
  }
  effect.event.type = "external";
  effect.event.origin = self;
  effect.event.origintype = kScxmlProcessor;
  add_effect(std::move(effect));
  return true;
}

}  // namespace kyodo::interpreter
