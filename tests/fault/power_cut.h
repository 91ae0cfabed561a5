// What a disk may hold after the power went: of the calls that a process made (tests/fault/disk_trace.c),
// those it waited for are there, and of all others any may be lost, kept, kept in part or kept before earlier
// ones. This takes more away than file systems do, so what holds here holds on all of them that keep a sync.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace kyodo::fault {

// One call, as disk_trace wrote it down.
struct Step {
  std::string kind;  // "create", "write", …
  std::uint64_t inode = 0;
  std::size_t offset = 0;     // of a write; the size of a truncate
  std::string path, to = {};  // absolute; `to` of a rename and a link
  std::string bytes = {};     // of a write and an answer
};
std::vector<Step> read_trace(const std::filesystem::path& file);
// The calls that would have made what lies in a folder, and synced it.
std::vector<Step> calls_that_made(const std::filesystem::path& folder);

// The files below a folder, at first none, after some calls.
class Disk {
 public:
  explicit Disk(const std::filesystem::path& root) : root_(root.string()) {}
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  void apply(const Step& step);

  // Puts below `target` what is left when the power goes now. `kept` is how likely each thing that was not
  // synced is to be there: 0 nothing, 1 everything; between, writes are torn into sectors too. SQLite's index
  // of its log, which no process writes by a call, is left as rubbish.
  void cut(const std::filesystem::path& target, double kept, std::mt19937& random) const;

 private:
  struct Change {
    bool truncates = false;
    std::size_t at = 0;  // or the size
    std::string bytes;
  };
  struct File {
    std::string synced;
    std::vector<Change> since;
  };
  using FilePtr = std::shared_ptr<File>;
  using Names = std::map<std::string, FilePtr>;  // null: a folder
  // Names of one folder that change together.
  struct Naming {
    std::string folder;
    std::vector<std::pair<std::string, FilePtr>> put;
    std::string removed;  // "": none
  };
  static void name(Names& names, const Naming& naming);
  void change_names(Naming naming);
  static std::string contents(const File& file, double kept, std::mt19937& random);

  std::string root_;
  std::map<std::uint64_t, FilePtr> files_;  // by their inode
  Names seen_;                              // what the process sees
  Names synced_;
  std::vector<Naming> namings_;  // since
};

}  // namespace kyodo::fault
