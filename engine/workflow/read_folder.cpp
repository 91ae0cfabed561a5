// A package from a folder.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "workflow/package.h"

namespace kyodo::workflow {
namespace {

namespace fs = std::filesystem;

Error unreadable(const std::string& path, const std::string& why) {
  return fail_at({path}, Code::io,
                 fmt::format("「{}」を読めません({})。場所と権限を確かめてください。", path, why),
                 fmt::format("cannot read {} ({}); check the path and its permissions", path, why));
}

bool lies_in(const fs::path& path, const fs::path& folder) {
  const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return end == folder.end();
}

Result<void> read_file(const fs::path& path, std::size_t room, std::string& bytes) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  if (error) return unreadable(path.string(), error.message());
  if (size > room)
    return fail(
        Code::limit,
        fmt::format("パッケージが大きすぎます(上限 {} バイト)。「{}」など、不要なファイルを除いてください。",
                    kMaxPackageBytes, path.string()),
        fmt::format("the package is larger than {} bytes (kMaxPackageBytes); remove what does not belong "
                    "to it, for example {}",
                    kMaxPackageBytes, path.string()));
  std::ifstream in(path, std::ios::binary);
  bytes.resize(size);
  if (!in.read(bytes.data(), static_cast<std::streamsize>(size))) return unreadable(path.string(), "read");
  return {};
}

}  // namespace

Result<Files> read_folder(const std::string& folder) {
  std::error_code error;
  const fs::path root = fs::canonical(folder, error);
  if (error) return unreadable(folder, error.message());
  if (!fs::is_directory(root, error)) return unreadable(folder, "not a folder");

  Files files;
  std::size_t room = kMaxPackageBytes;
  for (fs::recursive_directory_iterator it(root, error), end; it != end && !error; it.increment(error)) {
    const fs::path& path = it->path();
    const fs::file_status status = it->symlink_status(error);
    if (error) return unreadable(path.string(), error.message());
    if (path.filename().string().starts_with('.')) {
      if (fs::is_directory(status)) it.disable_recursion_pending();
      continue;
    }
    if (fs::is_directory(status)) continue;
    const fs::path target = fs::canonical(path, error);
    if (error || !lies_in(target, root) || !fs::is_regular_file(target))
      return fail_at({path.string()}, Code::bad_input,
                     fmt::format("「{}」は通常のファイルではないか、フォルダーの外を指しています。"
                                 "ファイルそのものを置いてください。",
                                 path.string()),
                     fmt::format("{} is not a regular file inside the folder; put the file itself there",
                                 path.string()));
    if (files.size() == kMaxPackageFiles)
      return fail(Code::limit,
                  fmt::format("パッケージのファイルが多すぎます(上限 {} 件)。", kMaxPackageFiles),
                  fmt::format("the package has more than {} files (kMaxPackageFiles)", kMaxPackageFiles));
    std::string bytes;
    if (auto read = read_file(target, room, bytes); !read) return read.error();
    room -= bytes.size();
    files.emplace(path.lexically_relative(root).generic_string(), std::move(bytes));
  }
  if (error) return unreadable(folder, error.message());
  return files;
}

}  // namespace kyodo::workflow
