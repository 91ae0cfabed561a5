// What the tests of this folder share: a folder of its own for each test, and SQLite beside the store.
#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "store/sqlite_store.h"

namespace kyodo::store {

// Deleted with everything in it.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "kyodo-store-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() {
    std::error_code ec;
    std::filesystem::remove_all(path_, ec);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(const std::string& name) const { return (path_ / name).string(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// A connection that knows nothing of kyodo: the hand that reaches into the file.
class Sql {
 public:
  explicit Sql(const std::string& file) { EXPECT_EQ(sqlite3_open(file.c_str(), &handle_), SQLITE_OK); }
  ~Sql() { sqlite3_close(handle_); }
  Sql(const Sql&) = delete;
  Sql& operator=(const Sql&) = delete;
  // SQLite's message, "" when it was done.
  std::string run(const std::string& sql) {
    char* message = nullptr;
    sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, &message);
    std::string text = message ? message : "";
    sqlite3_free(message);
    return text;
  }
  std::vector<std::vector<std::string>> rows(const std::string& sql) {
    std::vector<std::vector<std::string>> found;
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr), SQLITE_OK)
        << sql << ": " << sqlite3_errmsg(handle_);
    while (sqlite3_step(statement) == SQLITE_ROW) {
      auto& row = found.emplace_back();
      for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        const unsigned char* text = sqlite3_column_text(statement, i);
        row.emplace_back(text ? reinterpret_cast<const char*>(text) : "NULL");
      }
    }
    sqlite3_finalize(statement);
    return found;
  }
  std::string one(const std::string& sql) {
    auto found = rows(sql);
    return found.empty() ? "" : found.front().front();
  }

 private:
  sqlite3* handle_ = nullptr;
};

inline std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

inline std::unique_ptr<runtime::Store> open_or_fail(const std::string& file,
                                                    const OpenOptions& options = {}) {
  auto store = open(file, options);
  if (!store) {
    ADD_FAILURE() << store.error().text.en;
    return nullptr;
  }
  return std::move(*store);
}

inline journal::Entry entry_after(const std::optional<journal::Entry>& last, const std::string& project,
                                  const std::string& stream) {
  journal::Entry entry;
  entry.number = last ? last->number + 1 : 1;
  entry.happened = entry.recorded = {1'000 * entry.number};
  entry.project = project;
  entry.actor = "jimu";
  entry.channel = "test";
  entry.command = "project.comment";
  entry.command_id = "K-" + std::to_string(entry.number);
  entry.payload = journal::encode({journal::SessionEnded{project}});
  entry.salt = "00";
  entry.payload_hash = journal::hash_payload(entry);
  entry.stream_prev = stream;
  entry.prev = last ? last->hash : journal::kZeroHash;
  entry.hash = journal::hash_entry(entry);
  return entry;
}

}  // namespace kyodo::store
