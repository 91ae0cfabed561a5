// A store that hands everything on and keeps what was written, for the bare loop (bare_loop.h).
#pragma once

#include <cstdint>
#include <map>

#include "service/through.h"

namespace kyodo::bench {

// Writes as statements and their values. All text lies in one piece: thousands of strings in between would
// scatter the heap of the loops that are measured.
struct Recording {
  struct Value {
    enum Kind : std::uint8_t { null, number, text } kind = null;
    std::int64_t number_or_size = 0;
    std::size_t begin = 0;  // of a text, in `bytes`
  };
  struct Write {
    int statement = 0;
    std::size_t first = 0, count = 0;  // of its values
    bool journal = false;
  };
  std::vector<std::string> statements;
  std::string bytes;
  std::vector<Value> values;
  std::vector<Write> writes;
  std::vector<std::size_t> ends;  // of the writes of each transaction

  std::string_view text(const Value& value) const {
    return std::string_view(bytes).substr(value.begin, static_cast<std::size_t>(value.number_or_size));
  }
};

class Recorder : public Through {
 public:
  Recorder(std::unique_ptr<runtime::Store> inner, Recording& recording)
      : Through(std::move(inner)), recording_(recording) {}

  void put_row(const office::Table& table, office::RowPtr row) override;
  void erase_row(const office::Table& table, const std::string& key) override;
  void append(const journal::Entry& entry) override;
  void commit() override;

 private:
  void begin(const std::string& statement, bool journal = false);
  void add(const office::Cell& cell);
  void add(std::string_view text);

  Recording& recording_;
  std::map<std::string, int> numbers_;  // of the statements
};

}  // namespace kyodo::bench
