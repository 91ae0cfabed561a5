#include "power_cut.h"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>

namespace kyodo::fault {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSector = 512;  // what a disk writes whole or not at all

std::string folder_of(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

void put(std::string& bytes, std::size_t at, std::string_view part) {
  if (bytes.size() < at + part.size()) bytes.resize(at + part.size());
  bytes.replace(at, part.size(), part);
}

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

std::vector<Step> read_trace(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<Step> steps;
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    Step step;
    std::size_t size = 0;
    if (!(words >> step.kind >> step.inode >> step.offset >> size))
      throw std::runtime_error("trace: " + line);
    words.get();
    std::getline(words, step.path, '\t');
    std::getline(words, step.to);
    step.bytes.resize(size);
    if (!in.read(step.bytes.data(), static_cast<std::streamsize>(size))) throw std::runtime_error("trace");
    steps.push_back(std::move(step));
  }
  return steps;
}

std::vector<Step> calls_that_made(const fs::path& folder) {
  std::vector<Step> steps;
  std::set<std::string> folders{folder.string()};
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string path = entry.path().string();
    if (entry.is_directory()) {
      folders.insert(path);
      steps.push_back({"folder", 0, 0, path});
      continue;
    }
    struct stat of {};
    ::stat(path.c_str(), &of);
    steps.push_back({"create", of.st_ino, 0, path});
    steps.push_back({"write", of.st_ino, 0, "", "", bytes_of(path)});
    steps.push_back({"sync", of.st_ino});
  }
  for (const std::string& made : folders) steps.push_back({"sync_folder", 0, 0, made});
  return steps;
}

void Disk::name(Names& names, const Naming& naming) {
  for (const auto& [path, file] : naming.put) names[path] = file;
  if (!naming.removed.empty()) names.erase(naming.removed);
}

void Disk::change_names(Naming naming) {
  name(seen_, naming);
  namings_.push_back(std::move(naming));
}

void Disk::apply(const Step& step) {
  const std::string folder = folder_of(step.path);
  if (step.kind == "create") {
    auto file = files_[step.inode] = std::make_shared<File>();
    change_names({folder, {{step.path, file}}, ""});
  } else if (step.kind == "write") {
    files_.at(step.inode)->since.push_back({false, step.offset, step.bytes});
  } else if (step.kind == "truncate") {
    files_.at(step.inode)->since.push_back({true, step.offset, ""});
  } else if (step.kind == "sync") {
    std::mt19937 unused;
    File& file = *files_.at(step.inode);
    file = {contents(file, 1, unused), {}};
  } else if (step.kind == "folder") {
    change_names({folder, {{step.path, nullptr}}, ""});
  } else if (step.kind == "sync_folder") {
    auto left = std::stable_partition(namings_.begin(), namings_.end(),
                                      [&](const Naming& naming) { return naming.folder == step.path; });
    for (auto naming = namings_.begin(); naming != left; ++naming) name(synced_, *naming);
    namings_.erase(namings_.begin(), left);
  } else if (step.kind == "rename" && folder_of(step.to) == folder) {
    change_names({folder, {{step.to, seen_.at(step.path)}}, step.path});
  } else if (step.kind == "rename") {
    change_names({folder_of(step.to), {{step.to, seen_.at(step.path)}}, ""});
    change_names({folder, {}, step.path});
  } else if (step.kind == "link") {
    change_names({folder_of(step.to), {{step.to, seen_.at(step.path)}}, ""});
  } else if (step.kind == "remove") {
    change_names({folder, {}, step.path});
  } else if (step.kind != "answer") {
    throw std::runtime_error("trace: " + step.kind);
  }
}

std::string Disk::contents(const File& file, double kept, std::mt19937& random) {
  std::bernoulli_distribution whole(kept), half(0.5);
  std::string bytes = file.synced;
  for (const Change& change : file.since) {
    const bool there = whole(random);
    if (change.truncates) {
      if (there) bytes.resize(change.at);
      continue;
    }
    if (there || kept == 0 || half(random)) {
      if (there) put(bytes, change.at, change.bytes);
      continue;
    }
    // Torn: some of its sectors are there.
    for (std::size_t from = 0; from < change.bytes.size();) {
      const std::size_t to =
          std::min((change.at + from) / kSector * kSector + kSector - change.at, change.bytes.size());
      if (half(random)) put(bytes, change.at + from, std::string_view(change.bytes).substr(from, to - from));
      from = to;
    }
  }
  return bytes;
}

void Disk::cut(const fs::path& target, double kept, std::mt19937& random) const {
  std::bernoulli_distribution there(kept);
  Names names = synced_;
  for (const Naming& naming : namings_)
    if (there(random)) name(names, naming);
  fs::create_directories(target);
  std::map<const File*, std::string> left;
  // A folder stands before what is in it; what lies in one that was lost is lost.
  for (const auto& [path, file] : names) {
    const fs::path place = target / path.substr(root_.size() + 1);
    if (!fs::exists(place.parent_path())) continue;
    if (!file) {
      fs::create_directory(place);
      continue;
    }
    auto [once, fresh] = left.try_emplace(file.get());  // of two names there is one file
    if (fresh) once->second = contents(*file, kept, random);
    if (path.ends_with("-shm"))
      for (char& byte : once->second) byte = static_cast<char>(random());
    std::ofstream(place, std::ios::binary) << once->second;
  }
}

}  // namespace kyodo::fault
