// The configuration folder: kyodo.info (settings), authority.csv and calendar.json.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace kyodo::cli {

inline constexpr std::size_t kMaxConfigBytes = 1u << 20;  // of kyodo.info
inline constexpr int kMaxConfigBraces = 1'000;            // opened in it
inline constexpr std::size_t kMaxConfigProblems = 100;    // reported of it

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
    std::string smtp_url = "smtp://localhost:25";
    std::string smtp_user, smtp_password;
    std::string smtp_tls = "required";
    std::string smtp_ca_file;
    std::string webhook_url, webhook_secret;
    std::string webhook_ca_file;
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
  struct {
    std::string address = "127.0.0.1";
    int port = 8080;
    int threads = 2;
    int max_header_kib = 16;
    int max_body_kib = 32'768;
    int request_seconds = 30;  // until a request is there as a whole
    int idle_seconds = 75;     // between two requests of a connection
    int connections = 1'000;
    int connections_per_address = 100;
    int tick_seconds = 20;
    int stop_seconds = 20;
    bool secure_cookie = true;
    std::string trusted_header;  // in which a proxy says who signed on there; "": none
    std::string trusted_proxies = "127.0.0.1 ::1";
    std::string backup_folder;  // "": none are made
    std::string backup_at = "02:30";
    int backup_keep = 14;
    std::string log = "text";  // or "json": a line for each request, on standard error
  } server;
};

// Puts what the text (UTF-8, with or without byte order mark) says over the settings. Errors: Code::bad_input
// with the line of what is unknown or mistyped, Code::limit.
Result<void> read_settings(const std::string& given, const std::string& file, Settings& settings);

// The same from the environment: KYODO_NOTIFY_FROM for notify.from. `variable` gives "" for what is not set.
Result<void> read_environment(const std::function<std::string(const std::string&)>& variable,
                              Settings& settings);

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
