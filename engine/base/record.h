// Records: plain structs described with Boost.Describe, and their way to JSON and back.
//
//   struct Slot { std::string place; std::optional<LocalDate> date; };
//   BOOST_DESCRIBE_STRUCT(Slot, (), (place, date))
//
// Member types: bool, std::int64_t, int, std::string, LocalDate ("2018-06-01"), TimePoint (milliseconds UTC),
// Json, JsonObject, JsonArray, std::optional<T>, std::vector<T> and described structs. Reading checks
// everything at once: unknown members, missing ones (all but optional and container members are required),
// wrong types. Empty optionals are not written. Settings are read with from_json_or_defaults: what is absent
// keeps the default of the struct.
#pragma once

#include <boost/describe.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11.hpp>
#include <type_traits>

#include "base/json.h"
#include "base/local_date.h"
#include "base/time.h"

namespace kyodo {
namespace record_detail {

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};
template <class T>
inline constexpr bool is_record = boost::describe::has_describe_members<T>::value;

template <class T>
using members = boost::describe::describe_members<T, boost::describe::mod_any_access>;

// Where in an input something is read: a JSON pointer, made when it is asked for.
class FieldPath {
 public:
  FieldPath(std::string_view root) : name_(root) {}
  FieldPath(const std::string& root) : name_(root) {}
  FieldPath(const char* root) : name_(root) {}
  FieldPath(const FieldPath& in, std::string_view member) : in_(&in), name_(member) {}
  FieldPath(const FieldPath& in, std::size_t item) : in_(&in), item_(item), is_item_(true) {}

  std::string pointer() const {
    if (!in_) return std::string(name_);
    return in_->pointer() + "/" + (is_item_ ? std::to_string(item_) : std::string(name_));
  }

 private:
  const FieldPath* in_ = nullptr;
  std::string_view name_;
  std::size_t item_ = 0;
  bool is_item_ = false;
};

void add_problem(std::vector<Problem>& problems, const FieldPath& field, const char* keyword, const char* ja,
                 const char* en);

template <class T>
void read(const Json& json, T& value, const FieldPath& field, std::vector<Problem>& problems);

enum class Absent { refused, keeps_default };

template <Absent kAbsent = Absent::refused, class T>
void read_members(const JsonObject& object, T& value, const FieldPath& field,
                  std::vector<Problem>& problems) {
  std::size_t known = 0;
  boost::mp11::mp_for_each<members<T>>([&](auto d) {
    using M = std::remove_reference_t<decltype(value.*d.pointer)>;
    if (const Json* member = object.if_contains(d.name)) {
      ++known;
      read(*member, value.*d.pointer, FieldPath(field, d.name), problems);
    } else if constexpr (kAbsent == Absent::refused && !is_optional<M>::value && !is_vector<M>::value &&
                         !std::is_same_v<M, JsonObject> && !std::is_same_v<M, JsonArray> &&
                         !std::is_same_v<M, Json>) {
      add_problem(problems, FieldPath(field, d.name), "required", "必須の項目です。", "is required");
    }
  });
  if (known == object.size()) return;
  for (const auto& member : object) {
    bool found = false;
    boost::mp11::mp_for_each<members<T>>([&](auto d) { found = found || member.key() == d.name; });
    if (!found)
      add_problem(problems, FieldPath(field, std::string_view(member.key())), "unknown",
                  "この項目はありません。つづりを確かめてください。",
                  "is not a known member; check the spelling");
  }
}

template <Absent kAbsent = Absent::refused, class T>
void read_members(const Json& json, T& value, const FieldPath& field, std::vector<Problem>& problems) {
  if (!json.is_object())
    return add_problem(problems, field, "type", "オブジェクトが必要です。", "must be an object");
  read_members<kAbsent>(json.get_object(), value, field, problems);
}

template <class T>
void read(const Json& json, T& value, const FieldPath& field, std::vector<Problem>& problems) {
  if constexpr (std::is_same_v<T, Json>) {
    value = json;
  } else if constexpr (std::is_same_v<T, bool>) {
    if (json.is_bool())
      value = json.get_bool();
    else
      add_problem(problems, field, "type", "true か false が必要です。", "must be true or false");
  } else if constexpr (std::is_same_v<T, std::int64_t> || std::is_same_v<T, int>) {
    if (json.is_int64() && std::in_range<T>(json.get_int64()))
      value = static_cast<T>(json.get_int64());
    else
      add_problem(problems, field, "type", "整数が必要です。", "must be a whole number");
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (json.is_string())
      value.assign(json.get_string().data(), json.get_string().size());
    else
      add_problem(problems, field, "type", "文字列が必要です。", "must be a string");
  } else if constexpr (std::is_same_v<T, LocalDate>) {
    auto date =
        json.is_string() ? parse_date({json.get_string().data(), json.get_string().size()}) : std::nullopt;
    if (date)
      value = *date;
    else
      add_problem(problems, field, "date", "実在する日付を 2018-06-01 の形で書いてください。",
                  "must be a real date written as 2018-06-01");
  } else if constexpr (std::is_same_v<T, TimePoint>) {
    if (json.is_int64())
      value.ms = json.get_int64();
    else
      add_problem(problems, field, "type", "時刻(UTC ミリ秒)が必要です。",
                  "must be a time in milliseconds UTC");
  } else if constexpr (std::is_same_v<T, JsonObject>) {
    if (json.is_object())
      value = json.get_object();
    else
      add_problem(problems, field, "type", "オブジェクトが必要です。", "must be an object");
  } else if constexpr (std::is_same_v<T, JsonArray>) {
    if (json.is_array())
      value = json.get_array();
    else
      add_problem(problems, field, "type", "配列が必要です。", "must be an array");
  } else if constexpr (is_optional<T>::value) {
    if (json.is_null())
      value.reset();
    else
      read(json, value.emplace(), field, problems);
  } else if constexpr (is_vector<T>::value) {
    if (!json.is_array()) return add_problem(problems, field, "type", "配列が必要です。", "must be an array");
    value.clear();
    std::size_t i = 0;
    for (const Json& item : json.get_array())
      read(item, value.emplace_back(), FieldPath(field, i++), problems);
  } else {
    static_assert(is_record<T>, "describe the struct with BOOST_DESCRIBE_STRUCT");
    read_members(json, value, field, problems);
  }
}

}  // namespace record_detail

template <class T>
Json to_json(const T& value) {
  using namespace record_detail;
  if constexpr (std::is_same_v<T, Json> || std::is_same_v<T, bool> || std::is_same_v<T, std::int64_t> ||
                std::is_same_v<T, int>) {
    return Json(value);
  } else if constexpr (std::is_same_v<T, JsonObject> || std::is_same_v<T, JsonArray>) {
    return Json(value);
  } else if constexpr (std::is_same_v<T, std::string>) {
    return Json(boost::json::string_view(value));
  } else if constexpr (std::is_same_v<T, LocalDate>) {
    return Json(boost::json::string_view(to_string(value)));
  } else if constexpr (std::is_same_v<T, TimePoint>) {
    return Json(value.ms);
  } else if constexpr (is_optional<T>::value) {
    return value ? to_json(*value) : Json(nullptr);
  } else if constexpr (is_vector<T>::value) {
    JsonArray array;
    array.reserve(value.size());
    for (const auto& item : value) array.push_back(to_json(item));
    return array;
  } else {
    JsonObject object;
    boost::mp11::mp_for_each<members<T>>([&](auto d) {
      using M = std::remove_cv_t<std::remove_reference_t<decltype(value.*d.pointer)>>;
      if constexpr (is_optional<M>::value) {
        if (value.*d.pointer) object.emplace(d.name, to_json(*(value.*d.pointer)));
      } else {
        object.emplace(d.name, to_json(value.*d.pointer));
      }
    });
    return object;
  }
}

// What to_text(to_json(value)) gives, at the end of `out`.
template <class T>
void append_record_text(std::string& out, const T& value) {
  using namespace record_detail;
  if constexpr (std::is_same_v<T, Json> || std::is_same_v<T, JsonObject> || std::is_same_v<T, JsonArray>) {
    append_text(out, value);
  } else if constexpr (std::is_same_v<T, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (std::is_same_v<T, std::int64_t> || std::is_same_v<T, int>) {
    append_text(out, std::int64_t{value});
  } else if constexpr (std::is_same_v<T, std::string>) {
    append_text(out, std::string_view(value));
  } else if constexpr (std::is_same_v<T, LocalDate>) {
    append_text(out, std::string_view(to_string(value)));
  } else if constexpr (std::is_same_v<T, TimePoint>) {
    append_text(out, value.ms);
  } else if constexpr (is_optional<T>::value) {
    if (value)
      append_record_text(out, *value);
    else
      out += "null";
  } else if constexpr (is_vector<T>::value) {
    out += '[';
    for (const auto& item : value) {
      append_record_text(out, item);
      out += ',';
    }
    if (value.empty())
      out += ']';
    else
      out.back() = ']';
  } else {
    out += '{';
    bool first = true;
    boost::mp11::mp_for_each<members<T>>([&](auto d) {
      using M = std::remove_cv_t<std::remove_reference_t<decltype(value.*d.pointer)>>;
      if constexpr (is_optional<M>::value)
        if (!(value.*d.pointer)) return;
      if (!first) out += ',';
      first = false;
      append_text(out, std::string_view(d.name));
      out += ':';
      append_record_text(out, value.*d.pointer);
    });
    out += '}';
  }
}

// Reads a record, from Json or a JsonObject; on failure an Error of Code::bad_input with every problem,
// `what` naming the input.
Error record_error(std::vector<Problem> problems, const std::string& what);
template <class T, class From>
Result<T> from_json(const From& json, const std::string& what) {
  T value{};
  std::vector<Problem> problems;
  if constexpr (std::is_same_v<From, JsonObject>)
    record_detail::read_members(json, value, "", problems);
  else
    record_detail::read(json, value, "", problems);
  if (!problems.empty()) return record_error(std::move(problems), what);
  return value;
}

// Like from_json, but a member of T that is absent keeps its default (records inside T are read as ever).
template <class T, class From>
Result<T> from_json_or_defaults(const From& json, const std::string& what) {
  T value{};
  std::vector<Problem> problems;
  record_detail::read_members<record_detail::Absent::keeps_default>(json, value, "", problems);
  if (!problems.empty()) return record_error(std::move(problems), what);
  return value;
}

}  // namespace kyodo
