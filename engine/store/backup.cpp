#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "store/connection.h"
#include "store/sqlite_store.h"

namespace kyodo::store {

Result<BackupInfo> backup(const std::string& file, const std::string& target) {
  if (::access(target.c_str(), F_OK) == 0)
    return fail_at({target}, Code::refused, "バックアップ先のファイルがすでにあります。別の名前にしてください。",
                   "The target of the backup exists already. Choose another name.");
  const std::string part = target + ".part";
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
    }
    if (::rename(part.c_str(), target.c_str()) != 0)
      return fail_at({target}, Code::io, "バックアップを保存できません。", "The backup cannot be put in place.");
    auto copy = open(target, {.read_only = true});
    if (!copy) return copy.error();
    auto last = (*copy)->last_entry();
    return last ? BackupInfo{last->number, last->hash} : BackupInfo{0, journal::kZeroHash};
  } catch (const runtime::StorageFailure& failure) {
    ::unlink(part.c_str());
    return failure.error();
  }
}

Result<void> replace(const std::string& file, const std::string& source) {
  namespace fs = std::filesystem;
  std::error_code ec;
  const std::string part = file + ".part";
  fs::copy_file(source, part, fs::copy_options::overwrite_existing, ec);
  if (ec) return fail_at({source}, Code::io, fmt::format("バックアップを読めません({})。", ec.message()), fmt::format("The backup cannot be read ({}).", ec.message()));
  if (fs::exists(file)) {
    fs::rename(file, file + ".before-restore", ec);
    if (!ec && fs::exists(file + "-wal")) fs::rename(file + "-wal", file + ".before-restore-wal", ec);
    fs::remove(file + "-shm", ec);
  }
  fs::rename(part, file, ec);
  if (ec) return fail_at({file}, Code::io, fmt::format("復元したファイルを置けません({})。", ec.message()), fmt::format("The restored file cannot be put in place ({}).", ec.message()));
  return {};
}

}  // namespace kyodo::store
