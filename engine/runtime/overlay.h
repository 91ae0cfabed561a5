// What a command would change, kept in memory over the store until it is decided: a refusal costs nothing.
#pragma once

#include <map>

#include "runtime/store_port.h"

namespace kyodo::runtime {

class Overlay : public Tables {
 public:
  explicit Overlay(Tables& below) : below_(below) {}
  std::optional<office::Row> get_row(const office::Table& table, const std::string& key) override;
  std::vector<office::Row> find_rows(const office::Table& table, const office::Query& query) override;
  void put_row(const office::Table& table, const office::Row& row) override;
  void erase_row(const office::Table& table, const std::string& key) override;
  // Writes everything changed to the tables below, table by table and key by key.
  void flush();

  // Undoes what was changed since a mark was taken.
  std::size_t mark() const { return undo_.size(); }
  void undo_to(std::size_t mark);

 private:
  struct Changed {
    const office::Table* table;
    std::map<std::string, std::optional<office::Row>> rows;  // nullopt: erased
  };
  struct Undo {
    std::string table, key;
    bool was_changed;                  // here, before
    std::optional<office::Row> before;  // if it was
  };
  void change(const office::Table& table, const std::string& key, std::optional<office::Row> row);

  Tables& below_;
  std::vector<Undo> undo_;
  std::map<std::string, Changed> changed_;
};

}  // namespace kyodo::runtime
