#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "store/connection.h"
#include "store/durable.h"
#include "store/sqlite_store.h"
#include "store/write_lock.h"

namespace kyodo::store {

Result<BackupInfo> backup(const std::string& file, const std::string& target, TimePoint now) {
  if (::access(target.c_str(), F_OK) == 0)
    return fail_at({target}, Code::refused,
                   "バックアップ先のファイルがすでにあります。別の名前にしてください。",
                   "The target of the backup exists already. Choose another name.");
  const std::string part = target + ".part";
  if (const std::string folder = folder_of(target); ::access(folder.c_str(), W_OK) != 0)
    return fail_at({folder}, Code::io,
                   "バックアップ先のフォルダーがないか、書き込めません。場所を確かめてください。",
                   "The folder for the backup does not exist or cannot be written to. Check the place.");
  try {
    ::unlink(part.c_str());
    {
      Connection from(file, SQLITE_OPEN_READONLY, 5000);
      Connection to(part, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, 5000);
      ::chmod(part.c_str(), 0600);
      sqlite3_backup* job = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
      if (!job) throw_sqlite(to.handle(), sqlite3_errcode(to.handle()));
      int code = sqlite3_backup_step(job, -1);
      sqlite3_backup_finish(job);
      if (code != SQLITE_DONE) throw_sqlite(to.handle(), code);
      to.execute("PRAGMA journal_mode=DELETE");  // one file, whole by itself
      const std::string made = std::to_string(now.ms);
      to.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('last_backup', ?)")
          .bind(std::string_view(made))
          .run();
      // Else copies of what is damaged would in time take the place of all that are whole.
      Statement check = to.prepare("PRAGMA quick_check(1)");
      if (check.step() && check.text(0) != "ok") {
        const std::string found = check.text(0);
        throw runtime::StorageFailure(fail_at(
            {file}, Code::corrupt,
            fmt::format("データベースが壊れているため、バックアップを取りませんでした({})。kyodo doctor "
                        "で確かめ、前のバックアップから kyodo restore で戻してください。",
                        found),
            fmt::format(
                "The database is damaged and no backup was made ({}). Check with kyodo doctor, go back to "
                "an earlier backup with kyodo restore.",
                found)));
      }
    }
    if (::rename(part.c_str(), target.c_str()) != 0)
      return fail_at({target}, Code::io, "バックアップを保存できません。",
                     "The backup cannot be put in place.");
    make_durable(folder_of(target));
    auto copy = open(target, {.read_only = true});
    if (!copy) return copy.error();
    auto last = (*copy)->last_entry();
    return last ? BackupInfo{last->number, last->hash} : BackupInfo{0, journal::kZeroHash};
  } catch (const runtime::StorageFailure& failure) {
    ::unlink(part.c_str());
    return failure.error();
  }
}

namespace {

// Takes what only the log holds into the file, so that the file can be kept without its log. A file that is
// damaged beyond that is kept as it is.
void settle(const std::string& file, int busy_timeout_ms) {
  try {
    Connection connection(file, SQLITE_OPEN_READWRITE, busy_timeout_ms);
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch (const runtime::StorageFailure& failure) {
    if (failure.error().code == Code::busy) throw;
  }
}

// The old file stays in its place until the new one takes it in one step.
std::error_code keep_old(const std::string& file) {
  namespace fs = std::filesystem;
  std::error_code ec;
  for (const char* end : {"", "-wal"}) {
    const std::string from = file + end, kept = file + ".before-restore" + end;
    fs::remove(kept, ec);
    if (fs::exists(from) && (fs::create_hard_link(from, kept, ec), ec)) return ec;
  }
  for (const char* end : {"-wal", "-shm"})
    if (fs::remove(file + end, ec); ec) return ec;
  return ec;
}

}  // namespace

Result<void> replace(const std::string& file, const std::string& source, int busy_timeout_ms) {
  namespace fs = std::filesystem;
  auto not_placed = [&](const std::error_code& ec) {
    return fail_at({file}, Code::io, fmt::format("復元したファイルを置けません({})。", ec.message()),
                   fmt::format("The restored file cannot be put in place ({}).", ec.message()));
  };
  const std::string part = file + ".part";
  std::error_code ec;
  try {
    WriteLock lock(file + ".lock");
    lock.lock(busy_timeout_ms);
    fs::copy_file(source, part, fs::copy_options::overwrite_existing, ec);
    if (ec)
      return fail_at({source}, Code::io, fmt::format("バックアップを読めません({})。", ec.message()),
                     fmt::format("The backup cannot be read ({}).", ec.message()));
    make_durable(part);
    if (fs::exists(file)) settle(file, busy_timeout_ms);
    if (ec = keep_old(file); ec) return not_placed(ec);
    // Before the old file's name is given away: a power cut must not keep only that, and lose the kept file
    // or bring back a log for the new one to take as its own.
    make_durable(folder_of(file));
    fs::rename(part, file, ec);
    if (ec) return not_placed(ec);
    make_durable(folder_of(file));
    return {};
  } catch (const runtime::StorageFailure& failure) {
    return failure.error();
  }
}

}  // namespace kyodo::store
