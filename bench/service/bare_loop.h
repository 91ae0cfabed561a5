// The floor: the same statements with the same bytes, prepared once, and nothing else.
#pragma once

#include <sqlite3.h>

#include "measure.h"
#include "service/recorder.h"

namespace kyodo::bench {

class BareLoop {
 public:
  BareLoop(const fs::path& file, const Recording& recording);
  ~BareLoop();
  BareLoop(const BareLoop&) = delete;
  BareLoop& operator=(const BareLoop&) = delete;

  // What the transactions from `first` on wrote, `count` of them, `group` in one transaction. Rows of the
  // journal are hashed, content and row, as the chain wants it.
  void write(std::size_t first, std::size_t count, std::size_t group);

 private:
  void check(int code);
  sqlite3_stmt* prepare(const char* sql);
  void run(sqlite3_stmt* statement);
  void write(const Recording::Write& write);

  const Recording& recording_;
  sqlite3* database_ = nullptr;
  sqlite3_stmt *begin_ = nullptr, *commit_ = nullptr;
  std::vector<sqlite3_stmt*> statements_;
  unsigned hashed_ = 0;  // so that hashing is not left out
};

// Every row of both files that is not operational is the same; stops otherwise.
void check_same_rows(const fs::path& a, const fs::path& b);

}  // namespace kyodo::bench
