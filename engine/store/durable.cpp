#include "store/durable.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "runtime/store_port.h"

namespace kyodo::store {

std::string folder_of(const std::string& file) {
  std::string folder = std::filesystem::path(file).parent_path().string();
  return folder.empty() ? "." : folder;
}

void make_durable(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool done = descriptor >= 0 && ::fsync(descriptor) == 0;
  const int code = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (!done)
    throw runtime::StorageFailure(
        fail_at({path}, Code::storage, fmt::format("ディスクに書き込めません({})。", std::strerror(code)),
                fmt::format("The disk cannot be written to ({}).", std::strerror(code))));
}

}  // namespace kyodo::store
