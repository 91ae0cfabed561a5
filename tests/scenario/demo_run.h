// The built program, run as a person runs it, and the database it leaves behind, read with plain SQL.
#pragma once

#include <sqlite3.h>

#include <string>
#include <vector>

#include "base/json.h"

namespace kyodo::scenario {

// A folder of this test, taken away at the end.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

struct Run {
  int code = 0;
  std::string out, err;
};
// One command line; words hold no quotation marks.
Run kyodo(const Folder& folder, const std::vector<std::string>& words);

std::string read_text(const std::string& file);

class Database {
 public:
  explicit Database(const std::string& file);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  // The first column of the first row, as a number or text; fails the test when the statement does.
  std::int64_t number(const std::string& sql) const;
  std::string text(const std::string& sql) const;

 private:
  sqlite3* handle_ = nullptr;
};

// One mail of a Maildir, taken apart as RFC 5322 and MIME ask; `problems` says what a mail program would
// stumble over.
struct Mail {
  std::string to, subject, date, message_id, body, html;  // decoded
  std::vector<std::string> problems;
};
Mail read_mail(const std::string& file);
std::vector<std::string> mails_of(const std::string& maildir);

}  // namespace kyodo::scenario
