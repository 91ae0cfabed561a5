// Proves the journal: the chain whole, the payloads as hashed, the projections equal to a rebuild.
#pragma once

#include "runtime/store_port.h"

namespace kyodo::runtime {

struct VerifyFinding {
  std::string rule;        // "hash", "order", "payload", "stream", "projection", "head", "blob"
  std::int64_t entry = 0;  // 0: concerns no single row
  Text text;
};
struct VerifyReport {
  std::int64_t entries = 0;
  std::string head;                     // hash of the last entry
  std::vector<VerifyFinding> findings;  // at most kMaxVerifyFindings
  bool ok() const { return findings.empty(); }
};
inline constexpr std::size_t kMaxVerifyFindings = 100;

struct NotedHead {
  std::int64_t number = 0;
  std::string hash;
};
// scratch: an empty store for the rebuild. progress gets (done, of) now and then; may be null.
VerifyReport verify(Store& store, Store& scratch, const std::optional<NotedHead>& noted,
                    const std::function<void(std::int64_t, std::int64_t)>& progress);

}  // namespace kyodo::runtime
