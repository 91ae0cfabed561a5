#include "notify/maildir.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/sha256.h"
#include "notify/mime.h"

namespace kyodo::notify {
namespace {

Error cannot(const std::string& path, int code) {
  return fail_at({path}, Code::io,
                 fmt::format("メールを書き出せません({})。フォルダーと空き容量を確かめてください。",
                             std::strerror(code)),
                 fmt::format("The mail cannot be written ({}). Check the folder and the free space.",
                             std::strerror(code)));
}

// Writes and syncs an open file; the number of the error, 0 for none.
int write_all(int file, const std::string& text) {
  std::size_t written = 0;
  while (written < text.size()) {
    ssize_t n = ::write(file, text.data() + written, text.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    written += static_cast<std::size_t>(n);
  }
  return ::fsync(file) == 0 ? 0 : errno;
}

Result<void> write_synced(const std::string& path, const std::string& text) {
  int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return cannot(path, errno);
  int code = write_all(file, text);
  if (::close(file) != 0 && code == 0) code = errno;
  if (code == 0) return {};
  ::unlink(path.c_str());  // what is half written only takes room on a full disk
  return cannot(path, code);
}

// Without this a power cut can take back what was put there: a folder, or a mail that was moved.
Result<void> sync_folder(const std::string& path) {
  int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return cannot(path, errno);
  int code = ::fsync(folder) == 0 ? 0 : errno;
  ::close(folder);
  if (code != 0) return cannot(path, code);
  return {};
}

}  // namespace

Result<Maildir> Maildir::open(const std::string& folder) {
  std::error_code ec;
  bool made = false;
  for (const char* part : {"tmp", "new", "cur"}) {
    made = std::filesystem::create_directories(folder + "/" + part, ec) || made;
    if (ec) return cannot(folder, ec.value());
  }
  if (made)
    for (const std::string& holder : {folder, folder + "/.."})
      if (auto synced = sync_folder(holder); !synced) return synced.error();
  return Maildir(folder);
}

Result<void> Maildir::deliver(const Mail& mail) {
  auto text = to_message(mail);
  if (!text) return text.error();
  const std::string name =
      fmt::format("{}.{}.kyodo", mail.date.ms / 1000, sha256_hex(mail.message_id).substr(0, 24));
  const std::string temporary = folder_ + "/tmp/" + name, final_path = folder_ + "/new/" + name;
  if (auto written = write_synced(temporary, *text); !written) return written;
  if (::rename(temporary.c_str(), final_path.c_str()) != 0) return cannot(final_path, errno);
  return sync_folder(folder_ + "/new");
}

}  // namespace kyodo::notify
