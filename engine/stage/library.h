// One shared library behind the ABI: opening it, and the bytes that come out of its functions.
#pragma once

#include <string>

#include "base/json.h"
#include "kyodo/stage_abi.h"

namespace kyodo::stage {

// A sink over a string that stops at a limit.
struct Collected {
  explicit Collected(std::size_t limit) : limit_(limit) {}
  Collected(const Collected&) = delete;
  Collected& operator=(const Collected&) = delete;

  kyodo_sink* sink() { return &sink_; }
  const std::string& bytes() const { return bytes_; }
  bool over() const { return over_; }

 private:
  static int append(kyodo_sink* sink, const char* bytes, size_t length) {
    auto& self = *static_cast<Collected*>(sink->context);
    if (self.over_ || length > self.limit_ - self.bytes_.size()) {
      self.over_ = true;
      return 1;
    }
    self.bytes_.append(bytes, length);
    return 0;
  }

  std::size_t limit_;
  std::string bytes_;
  bool over_ = false;
  kyodo_sink sink_{sizeof(kyodo_sink), this, append};
};

// The library's entry table, checked as far as the table itself goes. It stays loaded for good. path:
// absolute.
Result<const kyodo_plugin*> open_library(const std::string& path);
Result<void> check_table(const kyodo_stage* stage, const std::string& path);

// What came of a call: the answer as an object, or an Error of Code::plugin or Code::limit that names the
// stage and the function ("describe", "decide", "rank").
Result<JsonObject> read_answer(kyodo_code code, const Collected& out, const std::string& type,
                               const char* function, std::size_t limit);

Error unusable(const std::string& library, const std::string& ja, const std::string& en);

}  // namespace kyodo::stage
