// The configuration folder: kyodo.info (settings), authority.csv and calendar.json.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace kyodo::cli {

inline constexpr std::size_t kMaxConfigBytes = 1u << 20;  // of kyodo.info

// kyodo.info; what a file does not name keeps the value here (docs in config/kyodo.info).
struct Settings {
  struct {
    std::string name = "支え合い協働推進課";
    std::string morning = "08:30";
  } office;
  struct {
    std::string channel = "maildir";
    std::string maildir = "mail";  // relative to the data folder
    std::string from = "kyodo@example.jp";
    int max_attempts = 8;
  } notify;
  struct {
    int busy_timeout_ms = 5000;
  } store;
  struct {
    int decide_seconds = 5;
  } stage;
  struct {
    std::string folder;  // "" = where the program keeps them
  } plugins;
};

// Puts what the text says over the settings. Errors: Code::bad_input with the line of what is unknown or
// mistyped.
Result<void> read_settings(const std::string& text, const std::string& file, Settings& settings);

// The office's own settings as kept in the database: {"name","morning"}.
JsonObject office_setting(const Settings& settings);

// authority.csv (役割,段階,操作,項目,範囲) as the setting "authority":
// [{"role","stage","operation","field","scope"}].
Result<JsonArray> authority_rows(const std::string& bytes, const std::string& file);

// A whole file; Code::io when it cannot be read, Code::limit when it is larger.
Result<std::string> read_file(const std::string& path, std::size_t max_bytes);
// Writes a new file; refuses to overwrite.
Result<void> write_new_file(const std::string& path, const std::string& bytes);

}  // namespace kyodo::cli
