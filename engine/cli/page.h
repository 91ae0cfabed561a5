// Lists in pieces: the options --limit, --after and --fields, which all long lists share.
#pragma once

#include "cli/context.h"

namespace kyodo::cli {

inline constexpr std::int64_t kMaxPageRows = 1'000;  // of one piece

// The options of a list, and these three.
std::vector<Param> with_pages(std::vector<Param> options);

// One piece of a list. `next` is where to go on (--after); "": this was the last.
template <class T>
struct Page {
  std::vector<T> rows;
  std::string next;
};

struct PageBounds {
  std::int64_t limit = -1;  // -1: all
  std::string after;
};
// Code::wrong_usage when the limit is no number or out of bounds.
Result<PageBounds> page_bounds(const Context& context);
Error unknown_place(const std::string& after);

// The rows that the query finds and that `keep` lets through, as many as were asked for. Not more is read
// than that takes.
template <class T, class Keep>
Result<Page<T>> page_of(Context& context, office::Query query, Keep keep) {
  auto bounds = page_bounds(context);
  if (!bounds) return bounds.error();
  query.after = bounds->after;
  if (!query.after.empty() && !context.store().get<T>(query.after)) return unknown_place(query.after);
  query.limit = bounds->limit < 0 ? -1 : bounds->limit + 1;
  Page<T> page;
  for (;;) {
    std::vector<T> found = context.store().find<T>(query);
    const bool last = query.limit < 0 || static_cast<std::int64_t>(found.size()) < query.limit;
    if (!found.empty()) query.after = office::key_of(found.back());
    for (T& row : found) {
      if (!keep(row)) continue;
      if (static_cast<std::int64_t>(page.rows.size()) == bounds->limit) {
        page.next = office::key_of(page.rows.back());
        return page;
      }
      page.rows.push_back(std::move(row));
    }
    if (last) return page;
  }
}

// {"<name>": list, "next": …}, each member of the list with the fields that were asked for. Code::wrong_usage
// for a field that is not there.
Result<void> print_list(Context& context, const std::string& name, JsonArray list, const std::string& next);
// For people, below the table: how to go on.
void say_more(Context& context, const std::string& next);

}  // namespace kyodo::cli
