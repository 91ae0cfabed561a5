// Entities as rows: the shape in which a store keeps them, without knowing what they mean.
#pragma once

#include <memory>
#include <span>
#include <utility>
#include <variant>

#include "office/entities.h"

namespace kyodo::office {

// NULL, INTEGER or TEXT. JSON, lists and dates are text, booleans 0 and 1.
using Cell = std::variant<std::monostate, std::int64_t, std::string>;
using Cells = std::vector<Cell>;

struct Column {
  std::string name;
  bool integer = false;
  bool nullable = false;
};
// A table; the first column is its key (text). There is one object per table for the whole program.
struct Table {
  std::string name;
  std::vector<Column> columns;
  int index_of(std::string_view column) const;  // -1 if none
};

// The columns of an entity, one by one.
struct ColumnOf {
  Cell (*cell)(const void* entity);
  bool (*same)(const void* a, const void* b);  // then their cells are, too
};

// A row: cells as they were read, until its entity is asked for; from then on the entity, of which a cell is
// made where one is asked for. Shared and never changed, so whoever knows a row reads its JSON once. One
// thread at a time.
class Row {
 public:
  explicit Row(Cells cells) : cells_(std::move(cells)) {}
  template <class T>
  explicit Row(T entity);

  const std::string& key() const { return key_ ? *key_ : std::get<std::string>(cells_.at(0)); }
  Cells cells() const {
    if (!entity_) return cells_;
    Cells cells;
    cells.reserve(columns_.size());
    for (const ColumnOf& column : columns_) cells.push_back(column.cell(entity_.get()));
    return cells;
  }
  Cell cell(std::size_t column) const {
    return entity_ ? columns_[column].cell(entity_.get()) : cells_[column];
  }
  // Whether a row of the same table has the same in a column.
  bool same(const Row& other, std::size_t column) const {
    if (entity_ && other.entity_) return columns_[column].same(entity_.get(), other.entity_.get());
    return cell(column) == other.cell(column);
  }
  // T is the entity of the row's table. Throws std::exception when the cells do not have its shape (a damaged
  // or foreign database); the row is of no use then.
  template <class T>
  const T& as() const;
  // What a layer above makes of the entity (a session ready to run, rules): made when first asked for, and
  // kept as long as the row. One type for each row.
  template <class Made, class Make>
  const Made& made(Make make) const {
    if (!made_) keep(make());
    return *static_cast<const Made*>(made_.get());
  }
  // The same, by who has it already.
  template <class Made>
  void keep(Made made) const {
    made_ = std::make_shared<const Made>(std::move(made));
  }

 private:
  template <class T>
  const T& become(std::shared_ptr<const T> entity) const;

  mutable Cells cells_;                                // as long as there is no entity
  mutable std::shared_ptr<const void> entity_, made_;  // null: not asked for yet
  mutable const std::string* key_ = nullptr;           // within the entity
  mutable std::span<const ColumnOf> columns_;          // of the entity
};
using RowPtr = std::shared_ptr<const Row>;

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
  std::vector<std::string> order = {};  // columns; "-column" descending; ids such as "T-10" sort by number,
                                        // and NULL last (descending: first)
  std::int64_t limit = -1;              // -1: all
  std::string after = {};               // key of a row that is there: only those behind it, in that order
};
bool matches(const Table& table, const Cells& row, const Query& query);
bool matches(const Table& table, const Row& row, const Query& query);
bool before(const Table& table, const Cells& a, const Cells& b, const Query& query);
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
  else {
    std::string text;
    append_record_text(text, value);
    return text;
  }
}

template <class M>
bool same(const M& a, const M& b) {
  if constexpr (requires { same_text(a, b); })
    return same_text(a, b);
  else if constexpr (requires { a == b; })
    return a == b;
  else
    return to_cell(a) == to_cell(b);
}

// As the value will be once its text is read again: whole numbers are signed where they fit.
void as_read(Json& json);
void as_read(JsonObject& object);
void as_read(JsonArray& array);

Json json_cell(const Cell& cell);  // throws std::runtime_error when the text is not JSON

template <class M>
void from_cell(Cell&& cell, M& value) {
  using record_detail::is_optional;
  if constexpr (is_optional<M>::value) {
    if (std::holds_alternative<std::monostate>(cell))
      value.reset();
    else
      from_cell(std::move(cell), value.emplace());
  } else if constexpr (std::is_same_v<M, bool>) {
    value = std::get<std::int64_t>(cell) != 0;
  } else if constexpr (std::is_same_v<M, std::int64_t>) {
    value = std::get<std::int64_t>(cell);
  } else if constexpr (std::is_same_v<M, TimePoint>) {
    value.ms = std::get<std::int64_t>(cell);
  } else if constexpr (std::is_same_v<M, std::string>) {
    value = std::get<std::string>(std::move(cell));
  } else if constexpr (std::is_same_v<M, LocalDate>) {
    value = parse_date(std::get<std::string>(cell)).value();
  } else if constexpr (std::is_same_v<M, JsonObject>) {
    value = std::move(json_cell(cell).as_object());
  } else if constexpr (std::is_same_v<M, JsonArray>) {
    value = std::move(json_cell(cell).as_array());
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
Cells to_cells(const T& entity) {
  Cells cells;
  cells.reserve(table_of<T>().columns.size());
  boost::mp11::mp_for_each<record_detail::members<T>>(
      [&](auto d) { cells.push_back(row_detail::to_cell(entity.*d.pointer)); });
  return cells;
}

template <class T>
std::span<const ColumnOf> columns_of() {
  static const std::vector<ColumnOf> columns = [] {
    std::vector<ColumnOf> all;
    boost::mp11::mp_for_each<record_detail::members<T>>([&](auto d) {
      using D = decltype(d);
      all.push_back(
          {[](const void* entity) { return row_detail::to_cell(static_cast<const T*>(entity)->*D::pointer); },
           [](const void* a, const void* b) {
             return row_detail::same(static_cast<const T*>(a)->*D::pointer,
                                     static_cast<const T*>(b)->*D::pointer);
           }});
    });
    return all;
  }();
  return columns;
}

// Throws std::exception when the cells do not have the entity's shape.
template <class T>
T from_cells(Cells cells) {
  T entity{};
  std::size_t i = 0;
  boost::mp11::mp_for_each<record_detail::members<T>>(
      [&](auto d) { row_detail::from_cell(std::move(cells.at(i++)), entity.*d.pointer); });
  return entity;
}

template <class T>
const std::string& key_of(const T& entity) {
  using Key = boost::mp11::mp_first<record_detail::members<T>>;
  return entity.*Key::pointer;
}

template <class T>
Row::Row(T entity) {
  boost::mp11::mp_for_each<record_detail::members<T>>([&](auto d) {
    if constexpr (requires { row_detail::as_read(entity.*d.pointer); })
      row_detail::as_read(entity.*d.pointer);
  });
  become(std::make_shared<const T>(std::move(entity)));
}

template <class T>
const T& Row::become(std::shared_ptr<const T> entity) const {
  const T& kept = *entity;
  key_ = &key_of(kept);
  columns_ = columns_of<T>();
  entity_ = std::move(entity);
  return kept;
}

template <class T>
const T& Row::as() const {
  if (!entity_) return become(std::make_shared<const T>(from_cells<T>(std::exchange(cells_, {}))));
  return *static_cast<const T*>(entity_.get());
}

}  // namespace kyodo::office
