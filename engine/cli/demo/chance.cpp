#include "cli/demo/chance.h"

namespace kyodo::cli::demo_city {
namespace {

// FNV-1a.
std::uint64_t add_bytes(std::uint64_t hash, std::string_view text) {
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash * 0x100000001b3u;
}

// splitmix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
std::uint64_t mixed(std::uint64_t z) {
  z += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

}  // namespace

std::uint64_t Chance::number(std::string_view about, std::string_view question) const {
  return mixed(add_bytes(add_bytes(mixed(seed_) ^ 0xcbf29ce484222325u, about), question));
}

int Chance::between(std::string_view about, std::string_view question, int from, int to) const {
  const auto width = static_cast<std::uint64_t>(to - from) + 1;
  return from + static_cast<int>(number(about, question) % width);
}

bool Chance::percent(std::string_view about, std::string_view question, int percent) const {
  return between(about, question, 0, 99) < percent;
}

}  // namespace kyodo::cli::demo_city
