// Seeded chance for the demo. What comes out depends on the seed and on what is asked, never on the order of
// asking, so a change in one place of the scenario leaves the rest of the year as it was.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace kyodo::cli::demo_city {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : seed_(seed) {}

  // about: what it concerns ("0301-02"); question: what is left to chance ("is late").
  std::uint64_t number(std::string_view about, std::string_view question) const;
  int between(std::string_view about, std::string_view question, int from, int to) const;  // both inclusive
  bool percent(std::string_view about, std::string_view question, int percent) const;
  template <class T, std::size_t N>
  const T& one_of(std::string_view about, std::string_view question, const std::array<T, N>& all) const {
    return all[static_cast<std::size_t>(number(about, question) % N)];
  }

 private:
  std::uint64_t seed_;
};

}  // namespace kyodo::cli::demo_city
