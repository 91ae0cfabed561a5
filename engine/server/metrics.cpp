#include "server/metrics.h"

#include <fmt/format.h>

namespace kyodo::server {

void Metrics::count_request(unsigned status, std::chrono::microseconds took) {
  ++by_class_[status / 100 % by_class_.size()];
  std::size_t bucket = 0;
  while (bucket < kBounds.size() && took > std::chrono::milliseconds(kBounds[bucket])) ++bucket;
  ++by_time_[bucket];
  microseconds_ += static_cast<std::uint64_t>(took.count());
}

void Metrics::count_command(bool done) {
  ++(done ? done_ : refused_);
}

std::string Metrics::text(std::size_t waiting) const {
  std::string out;
  out += "# HELP kyodo_http_requests_total Requests answered, by class of status.\n";
  out += "# TYPE kyodo_http_requests_total counter\n";
  for (std::size_t i = 1; i < by_class_.size(); ++i)
    out += fmt::format("kyodo_http_requests_total{{status=\"{}xx\"}} {}\n", i, by_class_[i].load());
  out += "# HELP kyodo_http_request_seconds Time from a whole request to its response.\n";
  out += "# TYPE kyodo_http_request_seconds histogram\n";
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < by_time_.size(); ++i) {
    below += by_time_[i];
    const std::string bound = i < kBounds.size() ? fmt::format("{:g}", kBounds[i] / 1000.0) : "+Inf";
    out += fmt::format("kyodo_http_request_seconds_bucket{{le=\"{}\"}} {}\n", bound, below);
  }
  out += fmt::format("kyodo_http_request_seconds_sum {:.6f}\nkyodo_http_request_seconds_count {}\n",
                     static_cast<double>(microseconds_.load()) / 1e6, below);
  out += "# HELP kyodo_commands_total Commands decided, by what became of them.\n";
  out += "# TYPE kyodo_commands_total counter\n";
  out += fmt::format("kyodo_commands_total{{result=\"done\"}} {}\n", done_.load());
  out += fmt::format("kyodo_commands_total{{result=\"refused\"}} {}\n", refused_.load());
  out += "# HELP kyodo_commands_waiting Commands that wait for the writer.\n";
  out += "# TYPE kyodo_commands_waiting gauge\n";
  out += fmt::format("kyodo_commands_waiting {}\n", waiting);
  return out;
}

}  // namespace kyodo::server
