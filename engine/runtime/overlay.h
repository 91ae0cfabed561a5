// What a command would change, kept in memory over the store until it is decided: a refusal costs nothing.
#pragma once

#include <map>
#include <set>
#include <unordered_map>
#include <vector>

#include "runtime/store_port.h"

namespace kyodo::runtime {

class Overlay : public Tables {
 public:
  explicit Overlay(Tables& below) : below_(below) {}
  office::RowPtr get_row(const office::Table& table, const std::string& key) override;
  std::vector<office::RowPtr> find_rows(const office::Table& table, const office::Query& query) override;
  void put_row(const office::Table& table, office::RowPtr row) override;
  void erase_row(const office::Table& table, const std::string& key) override;
  // This id of the table was just made (Work::next_id): nothing below has it as its key, nor in a column of
  // the table's name, so that nobody need ask there.
  void note_new(const office::Table& table, const std::string& id) { new_[table.name].insert(id); }
  // Writes everything changed to the tables below, table by table and key by key.
  void flush();

  // Undoes what was changed since a mark was taken.
  std::size_t mark() const { return undo_.size(); }
  void undo_to(std::size_t mark);

 private:
  struct Changed {
    const office::Table* table;
    std::map<std::string, office::RowPtr> rows;  // null: erased
    // By column, for those that were asked for, and by value: the keys of the rows that have it. An import
    // asks for the tasks of each visit among all that it has opened.
    using Keys = std::set<std::string>;
    std::map<int, std::unordered_map<std::string, Keys>> indexes;

    // Those that may match the query.
    std::vector<office::RowPtr> candidates(const office::Query& query);
    void replace(const std::string& key, const office::RowPtr& before, const office::RowPtr& now);
  };
  struct Undo {
    const office::Table* table;
    std::string key;
    bool was_changed;       // here, before
    office::RowPtr before;  // if it was
  };
  Changed* changed(const office::Table& table);  // null: nothing of it
  void change(const office::Table& table, const std::string& key, office::RowPtr row);

  bool is_new(const std::string& table, const std::string& id) const;
  bool is_of_new(const office::Table& table, const office::Query& query) const;

  Tables& below_;
  std::unordered_map<std::string, std::set<std::string>> new_;  // by table
  std::vector<Undo> undo_;
  std::vector<Changed> changed_;  // few
};

}  // namespace kyodo::runtime
