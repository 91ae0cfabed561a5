#include "scxml/host.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace kyodo::scxml {

using datamodel::Item;
using interpreter::Event;
using interpreter::Step;

// What a step asks for is carried out in the order in which it arose.
struct Host::Perform {
  Host& host;
  const std::string& id;

  void operator()(const interpreter::StartInvoke& effect) const { host.start_child(id, effect); }
  void operator()(const interpreter::CancelInvoke& effect) const { host.cancel_child(id, effect.id); }
  void operator()(const interpreter::SendEvent& effect) const {
    if (effect.delay_ms == 0) return host.send(id, effect);
    if (host.delayed_.size() >= kMaxDelayedSends) return host.limit("kMaxDelayedSends", kMaxDelayedSends);
    host.delayed_.emplace(std::pair(host.now_.ms + effect.delay_ms, host.next_delayed_++),
                          Delayed{id, effect});
  }
  void operator()(const interpreter::CancelSend& effect) const {
    std::erase_if(host.delayed_, [&](const auto& one) {
      return one.second.session == id && one.second.send.event.sendid == effect.sendid;
    });
  }
  void operator()(const interpreter::ForwardEvent& effect) const {
    if (const auto child = host.child_of(id, effect.invokeid)) host.queue({*child, effect.event, id});
  }
  void operator()(const interpreter::LogLine& effect) const {
    host.log_.push_back({id, effect.label, effect.text});
  }
  void operator()(const interpreter::Done& effect) const {
    const Hosted& hosted = host.sessions_.at(id);
    if (!hosted.parent.empty()) {
      Event done{"done.invoke." + hosted.invoke};
      done.invokeid = hosted.invoke;
      done.data = effect.data;
      host.queue({hosted.parent, std::move(done), id});
    }
    host.remove(id);
  }
};

Result<void> Host::begin(std::shared_ptr<const chart::Chart> chart, TimePoint now) {
  now_ = now;
  root_ = fmt::format("s{}", next_session_++);
  root_chart_ = chart;
  add(root_, {std::move(chart), "", "", {}, {}});
  if (auto started = start(root_); !started) return started;
  return settle();
}

Result<void> Host::take(const std::string& session, Event event, TimePoint now) {
  now_ = now;
  queue({session, std::move(event), ""});
  return settle();
}

Result<void> Host::advance(TimePoint now) {
  while (!delayed_.empty() && delayed_.begin()->first.first <= now.ms) {
    now_.ms = std::max(now_.ms, delayed_.begin()->first.first);
    const Delayed due = std::move(delayed_.extract(delayed_.begin()).mapped());
    send(due.session, due.send);
    if (auto done = settle(); !done) return done;
  }
  now_ = std::max(now_, now);
  return {};
}

std::optional<TimePoint> Host::next_due() const {
  if (delayed_.empty()) return std::nullopt;
  return TimePoint{delayed_.begin()->first.first};
}

Result<void> Host::settle() {
  for (int steps = 0; !waiting_.empty() && !failure_; ++steps) {
    if (steps == kMaxHostSteps) limit("kMaxHostSteps", kMaxHostSteps);
    const Waiting waiting = std::move(waiting_.front());
    waiting_.pop_front();
    if (auto done = next(waiting); !done) failure_ = done.error();
  }
  if (failure_) return *failure_;
  return {};
}

Result<void> Host::start(const std::string& id) {
  const Hosted& hosted = sessions_.at(id);
  auto step = interpreter::start(*hosted.chart, id, hosted.data, around());
  if (!step) return step.error();
  absorb(id, std::move(*step));
  return {};
}

Result<void> Host::next(const Waiting& waiting) {
  const auto found = sessions_.find(waiting.session);
  if (found == sessions_.end()) return {};
  auto step = interpreter::step(*found->second.chart, thawed(found->second.session), waiting.event, around());
  if (!step) return step.error();
  absorb(waiting.session, std::move(*step));
  return {};
}

void Host::absorb(const std::string& id, Step step) {
  if (id == root_) root_session_ = step.session;
  sessions_.at(id).session = std::move(step.session);
  for (std::string& error : step.unhandled_errors) errors_.push_back(std::move(error));
  for (const interpreter::Effect& effect : step.effects) std::visit(Perform{*this, id}, effect);
}

void Host::add(const std::string& id, Hosted hosted) {
  if (sessions_.size() >= kMaxSessions) return limit("kMaxSessions", kMaxSessions);
  sessions_.emplace(id, std::move(hosted));
  if (options_.watch) options_.watch(id, true);
}

// Nothing of a session stays: neither what it was to receive nor what it had delayed.
void Host::remove(const std::string& id) {
  sessions_.erase(id);
  std::erase_if(delayed_, [&](const auto& one) { return one.second.session == id; });
  if (options_.watch) options_.watch(id, false);
}

void Host::queue(Waiting waiting) {
  if (waiting_.size() >= kMaxWaitingEvents) return limit("kMaxWaitingEvents", kMaxWaitingEvents);
  waiting_.push_back(std::move(waiting));
}

// Before everything that waits, as if it stood in the internal queue, which is empty between two steps.
void Host::queue_error(const std::string& session, const char* name, const std::string& sendid,
                       const Text& reason) {
  Event event{name, "platform", sendid};
  event.data = {Item::Kind::json, JsonObject{{"reason", reason.en}, {"reason_ja", reason.ja}}, {}};
  waiting_.push_front({session, std::move(event), ""});
}

void Host::send(const std::string& from, const interpreter::SendEvent& send) {
  Event event = send.event;
  if (send.type == interpreter::kHttpProcessor) {
    if (auto posted = options_.post(send.target, event.raw); !posted)
      queue_error(from, "error.communication", event.sendid, posted.error().text);
    while (auto incoming = options_.received()) queue({incoming->session, std::move(incoming->event), ""});
    return;
  }
  const Hosted& sender = sessions_.at(from);
  std::optional<std::string> target = from;
  if (send.target == "#_parent")
    target = sender.parent;
  else if (send.target.starts_with("#_scxml_"))
    target = send.target.substr(8);
  else if (send.target.starts_with("#_"))
    target = child_of(from, send.target.substr(2));
  if (!target || !sessions_.contains(*target))
    return queue_error(from, "error.communication", event.sendid,
                       {fmt::format("送り先 {} がありません。", send.target),
                        fmt::format("There is nobody at {}.", send.target)});
  if (*target == sender.parent) event.invokeid = sender.invoke;
  queue({*target, std::move(event), from});
}

Result<std::shared_ptr<const chart::Chart>> Host::chart_of(const interpreter::StartInvoke& invoke) {
  std::string document, file = invoke.src;
  if (!invoke.src.empty()) {
    auto read = options_.read_source
                    ? options_.read_source(invoke.src)
                    : Result<std::string>(fail(Code::io, "ここでは外のファイルを読めません。",
                                               "Files outside the document cannot be read here."));
    if (!read) return read.error();
    document = std::move(*read);
  } else {
    file = fmt::format("<content> {}", invoke.id);
    document = invoke.content.kind == Item::Kind::json && invoke.content.json.is_string()
                   ? std::string(invoke.content.json.get_string())
                   : invoke.content.xml;
  }
  chart::Parsed parsed = chart::parse_chart(document, file, options_.read_source);
  if (parsed.chart) return std::move(parsed.chart);
  const chart::Finding& first = *std::find_if(parsed.findings.begin(), parsed.findings.end(),
                                              [](const chart::Finding& finding) { return finding.error; });
  return fail_at(first.where, Code::bad_input, first.text.ja, first.text.en);
}

void Host::start_child(const std::string& parent, const interpreter::StartInvoke& invoke) {
  if (!interpreter::is_chart_type(invoke.type))
    return queue_error(parent, "error.execution", "",
                       {fmt::format("呼び出しの種類 {} は使えません。", invoke.type),
                        fmt::format("The type {} of <invoke> is not supported.", invoke.type)});
  auto chart = chart_of(invoke);
  if (!chart) {
    const std::string where = chart.error().where ? to_string(*chart.error().where) + ": " : "";
    return queue_error(parent, "error.communication", "",
                       {where + chart.error().text.ja, where + chart.error().text.en});
  }
  // At once: what the invoker takes next may cancel it, and then its onexit has to run.
  const std::string id = fmt::format("s{}", next_session_++);
  add(id, {std::move(*chart), parent, invoke.id, {}, invoke.params});
  if (failure_) return;
  if (auto started = start(id); !started) failure_ = started.error();
}

// Its onexit runs, and then nothing that it sent reaches the invoker any more (SCXML 1.0, 6.4).
void Host::cancel_child(const std::string& parent, const std::string& invoke) {
  const auto id = child_of(parent, invoke);
  if (!id) return;
  Hosted& child = sessions_.at(*id);
  if (auto step = interpreter::stop(*child.chart, thawed(child.session), around()))
    absorb(*id, std::move(*step));
  else
    failure_ = step.error();
  remove(*id);
  std::erase_if(waiting_, [&](const Waiting& one) { return one.from == *id && one.session == parent; });
}

std::optional<std::string> Host::child_of(const std::string& parent, const std::string& invoke) const {
  for (const auto& [id, hosted] : sessions_)
    if (hosted.parent == parent && hosted.invoke == invoke) return id;
  return std::nullopt;
}

interpreter::Session Host::thawed(const interpreter::Session& session) const {
  if (!options_.thaw || !session.started) return session;
  const std::string bytes = to_text(interpreter::freeze(session));
  const auto json = parse_stored_json(bytes);
  if (!json) throw std::logic_error("a frozen session cannot be read: " + json.error().text.en);
  auto again = interpreter::thaw(*json);
  if (!again) throw std::logic_error("a frozen session cannot be thawed: " + again.error().text.en);
  return std::move(*again);
}

interpreter::Surroundings Host::around() const {
  return {[this](std::string_view session) { return sessions_.contains(std::string(session)); },
          options_.http_base};
}

void Host::limit(const char* name, std::size_t most) {
  if (failure_) return;
  failure_ = fail(Code::limit, fmt::format("一度に扱える量を超えました(上限 {} {})。", name, most),
                  fmt::format("There is more to do than is allowed ({} = {}).", name, most));
  failure_->where = Where{root_chart_->file};
}

}  // namespace kyodo::scxml
