#include "journal/entry.h"

#include <fmt/format.h>

#include "base/sha256.h"

namespace kyodo::journal {
namespace {

template <std::size_t I = 0>
Result<Event> decode_one(std::string_view type, std::int64_t version, const Json& data) {
  if constexpr (I == std::variant_size_v<Event>) {
    return fail(
        Code::newer,
        fmt::format("記録の種類「{}」はこの版の kyodo では読めません。新しい版を使ってください。", type),
        fmt::format("This version of kyodo does not know the event type \"{}\". Use a newer version.", type));
  } else {
    using E = std::variant_alternative_t<I, Event>;
    if (type != E::kType) return decode_one<I + 1>(type, version, data);
    if (version != E::kVersion)
      return fail(
          Code::newer,
          fmt::format("記録「{}」の版 {} はこの版の kyodo では読めません。新しい版を使ってください。", type,
                      version),
          fmt::format("This version of kyodo does not know version {} of \"{}\". Use a newer version.",
                      version, type));
    auto event = from_json<E>(data, std::string("event ") + E::kType);
    if (!event) {
      Error error = event.error();
      error.code = Code::corrupt;
      return error;
    }
    return Event(std::move(*event));
  }
}

}  // namespace

std::string hash_payload(const Entry& entry) {
  Sha256 hash;
  hash.add(entry.salt);
  hash.add(entry.payload);
  return hash.hex();
}

std::string hash_entry(const Entry& entry) {
  Sha256 hash;
  hash.add("kyodo.journal.1");
  hash.add(std::to_string(entry.number));
  hash.add(std::to_string(entry.happened.ms));
  hash.add(std::to_string(entry.recorded.ms));
  for (const std::string* part :
       {&entry.project, &entry.actor, &entry.role, &entry.unit, &entry.channel, &entry.command,
        &entry.command_id, &entry.reason, &entry.payload_hash, &entry.stream_prev, &entry.prev})
    hash.add(*part);
  return hash.hex();
}

void add_event(std::string& events, const Event& event) {
  if (!events.empty()) events += ',';
  std::visit(
      [&](const auto& e) {
        using E = std::decay_t<decltype(e)>;
        events += "{\"type\":";
        append_text(events, std::string_view(E::kType));
        events += ",\"v\":";
        append_text(events, E::kVersion);
        events += ",\"data\":";
        append_record_text(events, e);
        events += '}';
      },
      event);
}

std::string payload_of(const std::string& events) {
  return "{\"events\":[" + events + "]}";
}

std::string encode(const std::vector<Event>& events) {
  std::string text;
  for (const Event& event : events) add_event(text, event);
  return payload_of(text);
}

Result<std::vector<Event>> decode(const std::string& payload) {
  auto json = parse_stored_json(payload);
  if (!json) return json.error();
  std::vector<Event> events;
  const Error damaged =
      fail(Code::corrupt, "記録の中身が壊れています。", "The payload of a journal row is damaged.");
  const JsonObject* object = json->if_object();
  const Json* list = object ? object->if_contains("events") : nullptr;
  if (!list || !list->is_array()) return damaged;
  for (const Json& item : list->get_array()) {
    const JsonObject* one = item.if_object();
    const Json* data = one ? one->if_contains("data") : nullptr;
    if (!data) return damaged;
    auto event = decode_one(string_or(*one, "type", ""), int_or(*one, "v", 0), *data);
    if (!event) return event.error();
    events.push_back(std::move(*event));
  }
  return events;
}

const char* type_of(const Event& event) {
  return std::visit([](const auto& e) { return std::decay_t<decltype(e)>::kType; }, event);
}

Json data_of(const Event& event) {
  return std::visit([](const auto& e) { return to_json(e); }, event);
}

}  // namespace kyodo::journal
