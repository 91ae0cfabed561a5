// Where a random chart takes its decisions from: a seed gives the same ones on every machine, and so do
// bytes, for somebody who looks for other decisions by changing them.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace kyodo::differential {

class Choices {
 public:
  explicit Choices(std::uint64_t seed) : state_(seed) {}
  // One byte for each decision; when they are used up, a seed of their own takes over.
  explicit Choices(std::string_view bytes) : state_(bytes.size()), bytes_(bytes) {}

  // 0 … count - 1
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
  int between(int low, int high) {
    return low + static_cast<int>(below(static_cast<std::size_t>(high - low + 1)));
  }
  bool percent(int chance) { return below(100) < static_cast<std::size_t>(chance); }
  template <class T>
  T& of(std::vector<T>& all) {
    return all[below(all.size())];
  }
  template <class T>
  const T& of(const std::vector<T>& all) {
    return all[below(all.size())];
  }
  template <class T>
  void shuffle(std::vector<T>& all) {
    for (std::size_t i = all.size(); i > 1; --i) std::swap(all[i - 1], all[below(i)]);
  }

 private:
  std::uint64_t next() {
    if (!bytes_.empty()) {
      const auto byte = static_cast<unsigned char>(bytes_.front());
      bytes_.remove_prefix(1);
      return byte;
    }
    // SplitMix64
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
  std::string_view bytes_;
};

}  // namespace kyodo::differential
