#include "office/row.h"

#include <charconv>
#include <stdexcept>
#include <utility>

namespace kyodo::office {
namespace {

bool is_null(const Cell& cell) {
  return std::holds_alternative<std::monostate>(cell);
}

// As SQLite compares: NULL, then integers, then text.
int compare(const Cell& a, const Cell& b) {
  if (a.index() != b.index()) return a.index() < b.index() ? -1 : 1;
  if (const auto* x = std::get_if<std::int64_t>(&a)) {
    auto y = std::get<std::int64_t>(b);
    return *x < y ? -1 : *x > y ? 1 : 0;
  }
  if (const auto* x = std::get_if<std::string>(&a)) return x->compare(std::get<std::string>(b));
  return 0;
}

int compare_ordered(const Cell& a, const Cell& b) {
  if (is_null(a) != is_null(b)) return is_null(a) ? 1 : -1;  // what has no date comes last
  const auto* x = std::get_if<std::string>(&a);
  const auto* y = std::get_if<std::string>(&b);
  return x && y ? compare_ids(*x, *y) : compare(a, b);
}

bool holds(const Term& term, const Cell& cell) {
  if (term.op == Term::Op::is_null) return is_null(cell);
  if (term.op == Term::Op::not_null) return !is_null(cell);
  if (is_null(cell)) return false;  // as in SQL: nothing compares with NULL
  switch (term.op) {
    case Term::Op::is_in:
      for (const Cell& value : term.values)
        if (compare(cell, value) == 0) return true;
      return false;
    default:
      break;
  }
  if (is_null(term.value)) return false;
  int order = compare(cell, term.value);
  switch (term.op) {
    case Term::Op::eq:
      return order == 0;
    case Term::Op::ne:
      return order != 0;
    case Term::Op::lt:
      return order < 0;
    case Term::Op::le:
      return order <= 0;
    case Term::Op::gt:
      return order > 0;
    case Term::Op::ge:
      return order >= 0;
    default:
      return false;
  }
}

const Cell& cell_of(const Cells& cells, std::size_t column) {
  return cells[column];
}
Cell cell_of(const Row& row, std::size_t column) {
  return row.cell(column);
}

template <class R>
bool all_hold(const Table& table, const R& row, const Query& query) {
  for (const Term& term : query.where) {
    int i = table.index_of(term.column);
    if (i < 0 || !holds(term, cell_of(row, static_cast<std::size_t>(i)))) return false;
  }
  return true;
}

template <class R>
bool comes_before(const Table& table, const R& a, const R& b, const Query& query) {
  for (const std::string& name : query.order) {
    bool descending = name.starts_with('-');
    int i = table.index_of(descending ? std::string_view(name).substr(1) : std::string_view(name));
    if (i < 0) continue;
    const auto column = static_cast<std::size_t>(i);
    int order = compare_ordered(cell_of(a, column), cell_of(b, column));
    if (order != 0) return descending ? order > 0 : order < 0;
  }
  return compare_ordered(cell_of(a, 0), cell_of(b, 0)) < 0;
}

}  // namespace

int Table::index_of(std::string_view column) const {
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].name == column) return static_cast<int>(i);
  return -1;
}

bool matches(const Table& table, const Cells& row, const Query& query) {
  return all_hold(table, row, query);
}
bool matches(const Table& table, const Row& row, const Query& query) {
  return all_hold(table, row, query);
}

bool before(const Table& table, const Cells& a, const Cells& b, const Query& query) {
  return comes_before(table, a, b, query);
}
bool before(const Table& table, const Row& a, const Row& b, const Query& query) {
  return comes_before(table, a, b, query);
}

std::int64_t id_number(std::string_view id) {
  std::size_t dash = id.find('-');
  if (dash == std::string_view::npos || dash == 0 || dash > 2) return -1;
  std::int64_t number = -1;
  auto [end, ec] = std::from_chars(id.data() + dash + 1, id.data() + id.size(), number);
  if (ec != std::errc()) return -1;
  return number;
}

int compare_ids(std::string_view a, std::string_view b) {
  std::int64_t m = id_number(a), n = id_number(b);
  if (m != n) return m < n ? -1 : 1;
  return a.compare(b);
}

Term in(std::string column, const std::vector<std::string>& values) {
  Term term{std::move(column), Term::Op::is_in};
  for (const std::string& value : values) term.values.emplace_back(value);
  return term;
}

void row_detail::as_read(Json& json) {
  if (json.is_uint64() && std::in_range<std::int64_t>(json.get_uint64()))
    json = static_cast<std::int64_t>(json.get_uint64());
  else if (json.is_object())
    as_read(json.get_object());
  else if (json.is_array())
    as_read(json.get_array());
}
void row_detail::as_read(JsonObject& object) {
  for (auto& member : object) as_read(member.value());
}
void row_detail::as_read(JsonArray& array) {
  for (Json& element : array) as_read(element);
}

Json row_detail::json_cell(const Cell& cell) {
  auto json = parse_stored_json(std::get<std::string>(cell));
  if (!json) throw std::runtime_error(json.error().text.en);
  return std::move(*json);
}

}  // namespace kyodo::office
