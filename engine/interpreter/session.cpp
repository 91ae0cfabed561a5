#include "interpreter/session.h"

#include "base/record.h"

namespace kyodo::interpreter {

using datamodel::Item;

namespace {

// The parts as they are written; see docs/formats/session.md.
struct FrozenHistory {
  std::string state;
  std::vector<std::string> states;
};
BOOST_DESCRIBE_STRUCT(FrozenHistory, (), (state, states))

struct FrozenInvoke {
  std::string id, state;
  int index = 0;
  std::string type;
  bool autoforward = false;
};
BOOST_DESCRIBE_STRUCT(FrozenInvoke, (), (id, state, index, type, autoforward))

struct FrozenSession {
  std::int64_t v = 0;
  std::string id;
  bool started = false, done = false;
  std::vector<std::string> configuration;
  std::vector<FrozenHistory> history;
  JsonArray data;
  std::vector<std::string> entered;
  std::vector<FrozenInvoke> invokes;
  std::int64_t next_id = 0;
};
BOOST_DESCRIBE_STRUCT(FrozenSession, (),
                      (v, id, started, done, configuration, history, data, entered, invokes, next_id))

// {"id": "x", "json": …}, {"id": "x", "xml": "…"} or, undefined, {"id": "x"}.
JsonObject freeze_item(const std::string& id, const Item& item) {
  JsonObject object{{"id", id}};
  if (item.kind == Item::Kind::json) object.emplace("json", item.json);
  if (item.kind == Item::Kind::xml) object.emplace("xml", item.xml);
  return object;
}

bool thaw_item(const Json& json, std::pair<std::string, Item>& out) {
  if (!json.is_object()) return false;
  const JsonObject& object = json.get_object();
  const Json* id = object.if_contains("id");
  if (!id || !id->is_string() || object.size() > 2) return false;
  out.first = std::string(id->get_string());
  if (const Json* value = object.if_contains("json")) {
    out.second = {Item::Kind::json, *value, {}};
  } else if (const Json* xml = object.if_contains("xml")) {
    if (!xml->is_string()) return false;
    out.second = {Item::Kind::xml, {}, std::string(xml->get_string())};
  } else if (object.size() != 1) {
    return false;
  }
  return true;
}

}  // namespace

namespace {

template <class T>
Json written(const T& value) {
  return to_json(value);
}
Json written(const std::vector<std::pair<std::string, std::vector<std::string>>>& history) {
  std::vector<FrozenHistory> parts;
  for (const auto& [state, states] : history) parts.push_back({state, states});
  return to_json(parts);
}
Json written(const std::vector<std::pair<std::string, Item>>& data) {
  JsonArray parts;
  for (const auto& [id, item] : data) parts.push_back(freeze_item(id, item));
  return parts;
}
Json written(const std::vector<ActiveInvoke>& invokes) {
  std::vector<FrozenInvoke> parts;
  for (const ActiveInvoke& one : invokes)
    parts.push_back({one.id, one.state, one.index, one.type, one.autoforward});
  return to_json(parts);
}

// The members that are not those of `before`; all of them when that is null.
JsonObject members(const Session& session, const Session* before) {
  JsonObject frozen;
  const auto put = [&](const char* name, auto Session::*part) {
    if (!before || before->*part != session.*part) frozen.emplace(name, written(session.*part));
  };
  if (!before) frozen.emplace("v", kSessionVersion);
  put("id", &Session::id);
  put("started", &Session::started);
  put("done", &Session::done);
  put("configuration", &Session::configuration);
  put("history", &Session::history);
  put("data", &Session::data);
  put("entered", &Session::entered);
  put("invokes", &Session::invokes);
  put("next_id", &Session::next_id);
  return frozen;
}

}  // namespace

JsonObject freeze(const Session& session) {
  return members(session, nullptr);
}
JsonObject freeze_changes(const Session& before, const Session& after) {
  return members(after, &before);
}

JsonObject freeze(const Event& event) {
  JsonObject object{{"name", event.name}};
  const auto text = [&](const char* name, const std::string& value, const char* otherwise = "") {
    if (value != otherwise) object.emplace(name, value);
  };
  text("type", event.type, "external");
  text("sendid", event.sendid);
  text("origin", event.origin);
  text("origintype", event.origintype);
  text("invokeid", event.invokeid);
  text("raw", event.raw);
  if (event.forwarded) object.emplace("forwarded", true);
  if (event.data.kind == Item::Kind::json) object.emplace("data", event.data.json);
  if (event.data.kind == Item::Kind::xml) object.emplace("xml", event.data.xml);
  return object;
}

Event thaw_event(const JsonObject& object) {
  const auto text = [&](const char* name, const char* otherwise = "") {
    return std::string(string_or(object, name, otherwise));
  };
  Event event{text("name"),   text("type", "external"), text("sendid"),
              text("origin"), text("origintype"),       text("invokeid")};
  event.raw = text("raw");
  event.forwarded = bool_or(object, "forwarded", false);
  if (const Json* json = object.if_contains("data")) event.data = {Item::Kind::json, *json, {}};
  if (object.contains("xml")) event.data = {Item::Kind::xml, {}, text("xml")};
  return event;
}

Result<Session> thaw(const JsonObject& object) {
  if (int_or(object, "v", 0) > kSessionVersion)
    return fail(Code::newer, "このセッションは新しい版の kyodo が書いたものです。kyodo を更新してください。",
                "This session was written by a newer kyodo; update kyodo.");
  Result<FrozenSession> frozen = from_json<FrozenSession>(object, "session");
  if (!frozen) return frozen.error();
  const auto damaged = [] {
    return fail(Code::corrupt, "セッションの記録が壊れています。", "The record of this session is damaged.");
  };
  if (frozen->v != kSessionVersion || frozen->next_id < 1) return damaged();
  Session session;
  session.id = frozen->id;
  session.started = frozen->started;
  session.done = frozen->done;
  session.configuration = frozen->configuration;
  session.entered = frozen->entered;
  session.next_id = frozen->next_id;
  for (FrozenHistory& history : frozen->history)
    session.history.emplace_back(std::move(history.state), std::move(history.states));
  for (const Json& item : frozen->data)
    if (!thaw_item(item, session.data.emplace_back())) return damaged();
  for (FrozenInvoke& active : frozen->invokes)
    session.invokes.push_back({active.id, active.state, active.index, active.type, active.autoforward});
  return session;
}

Result<Session> thaw(const Json& json) {
  if (const JsonObject* object = json.if_object()) return thaw(*object);
  return from_json<FrozenSession>(json, "session").error();
}

}  // namespace kyodo::interpreter
