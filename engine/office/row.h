// Entities as rows: the shape in which a store keeps them, without knowing what they mean.
#pragma once

#include <variant>

#include "office/entities.h"

namespace kyodo::office {

// NULL, INTEGER or TEXT. JSON, lists and dates are text, booleans 0 and 1.
using Cell = std::variant<std::monostate, std::int64_t, std::string>;
using Row = std::vector<Cell>;

struct Column {
  std::string name;
  bool integer = false;
  bool nullable = false;
};
// A table; the first column is its key (text).
struct Table {
  std::string name;
  std::vector<Column> columns;
  int index_of(std::string_view column) const;  // -1 if none
};

// One condition on a column. is_in: `value` is ignored, `values` counts.
struct Term {
  enum class Op { eq, ne, lt, le, gt, ge, is_null, not_null, is_in };
  std::string column;
  Op op = Op::eq;
  Cell value = {};
  std::vector<Cell> values = {};
};
struct Query {
  std::vector<Term> where = {};         // all must hold
  std::vector<std::string> order = {};  // columns; "-column" descending; ids such as "T-10" sort by number
  std::int64_t limit = -1;              // -1: all
};
bool matches(const Table& table, const Row& row, const Query& query);
bool before(const Table& table, const Row& a, const Row& b, const Query& query);
// "T-10" → 10; -1 for text that is no such id: one or two characters, a dash, digits.
std::int64_t id_number(std::string_view id);
// The order in which everything sorts: text that is no id first, then ids by their number; the same by their
// bytes.
int compare_ids(std::string_view a, std::string_view b);

inline Term eq(std::string column, std::string value) {
  return {std::move(column), Term::Op::eq, std::move(value)};
}
inline Term eq(std::string column, std::int64_t value) {
  return {std::move(column), Term::Op::eq, value};
}
inline Term ne(std::string column, std::string value) {
  return {std::move(column), Term::Op::ne, std::move(value)};
}
inline Term le(std::string column, std::int64_t value) {
  return {std::move(column), Term::Op::le, value};
}
Term in(std::string column, const std::vector<std::string>& values);

namespace row_detail {

template <class M>
Cell to_cell(const M& value) {
  using record_detail::is_optional;
  if constexpr (std::is_same_v<M, bool>)
    return std::int64_t{value};
  else if constexpr (std::is_same_v<M, std::int64_t>)
    return value;
  else if constexpr (std::is_same_v<M, TimePoint>)
    return value.ms;
  else if constexpr (std::is_same_v<M, std::string>)
    return value;
  else if constexpr (std::is_same_v<M, LocalDate>)
    return to_string(value);
  else if constexpr (is_optional<M>::value)
    return value ? to_cell(*value) : Cell{};
  else
    return to_text(to_json(value));
}

Json json_cell(const Cell& cell);  // throws std::runtime_error when the text is not JSON

template <class M>
void from_cell(const Cell& cell, M& value) {
  using record_detail::is_optional;
  if constexpr (is_optional<M>::value) {
    if (std::holds_alternative<std::monostate>(cell))
      value.reset();
    else
      from_cell(cell, value.emplace());
  } else if constexpr (std::is_same_v<M, bool>) {
    value = std::get<std::int64_t>(cell) != 0;
  } else if constexpr (std::is_same_v<M, std::int64_t>) {
    value = std::get<std::int64_t>(cell);
  } else if constexpr (std::is_same_v<M, TimePoint>) {
    value.ms = std::get<std::int64_t>(cell);
  } else if constexpr (std::is_same_v<M, std::string>) {
    value = std::get<std::string>(cell);
  } else if constexpr (std::is_same_v<M, LocalDate>) {
    value = parse_date(std::get<std::string>(cell)).value();
  } else if constexpr (std::is_same_v<M, JsonObject>) {
    value = json_cell(cell).as_object();
  } else if constexpr (std::is_same_v<M, JsonArray>) {
    value = json_cell(cell).as_array();
  } else {
    value = json_cell(cell);
  }
}

}  // namespace row_detail

template <class T>
const Table& table_of() {
  static const Table table = [] {
    Table t{T::kTable, {}};
    boost::mp11::mp_for_each<record_detail::members<T>>([&](auto d) {
      using M = std::remove_cv_t<std::remove_reference_t<decltype(std::declval<T>().*d.pointer)>>;
      constexpr bool optional = record_detail::is_optional<M>::value;
      constexpr bool integer =
          std::is_same_v<M, bool> || std::is_same_v<M, std::int64_t> || std::is_same_v<M, TimePoint> ||
          std::is_same_v<M, std::optional<std::int64_t>> || std::is_same_v<M, std::optional<TimePoint>>;
      t.columns.push_back({d.name, integer, optional});
    });
    return t;
  }();
  return table;
}

template <class T>
Row to_row(const T& entity) {
  Row row;
  row.reserve(table_of<T>().columns.size());
  boost::mp11::mp_for_each<record_detail::members<T>>(
      [&](auto d) { row.push_back(row_detail::to_cell(entity.*d.pointer)); });
  return row;
}

// Throws std::exception when the row does not have the entity's shape (a damaged or foreign database).
template <class T>
T from_row(const Row& row) {
  T entity{};
  std::size_t i = 0;
  boost::mp11::mp_for_each<record_detail::members<T>>(
      [&](auto d) { row_detail::from_cell(row.at(i++), entity.*d.pointer); });
  return entity;
}

}  // namespace kyodo::office
