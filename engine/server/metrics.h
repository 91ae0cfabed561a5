// Counts for a monitor, as text in Prometheus' format.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

namespace kyodo::server {

// Thread-safe.
class Metrics {
 public:
  void count_request(unsigned status, std::chrono::microseconds took);
  void count_command(bool done);
  std::string text(std::size_t waiting) const;

 private:
  // Upper bounds in milliseconds; the last is without bound.
  static constexpr std::array<int, 8> kBounds{1, 2, 5, 10, 20, 50, 100, 1'000};
  std::array<std::atomic<std::uint64_t>, 6> by_class_{};  // 1xx … 5xx
  std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> by_time_{};
  std::atomic<std::uint64_t> microseconds_{0}, done_{0}, refused_{0};
};

}  // namespace kyodo::server
