// Bytes as the decisions behind a random chart: what the interpreter makes of it is what Appendix D makes of
// it.
#include <cstdint>
#include <cstdio>
#include <string_view>

#include "compare.h"
#include "shrink.h"
#include "write.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kyodo::differential;
  const Case made = generate(Choices(std::string_view(reinterpret_cast<const char*>(data), size)));
  Counts counts;
  const auto found = compare(made, counts);
  if (!found) return 0;
  const Shrunk small = shrink(made, *found);
  std::printf("%s%s\n", write(small.made, small.difference.ecmascript).c_str(),
              small.difference.text.c_str());
  std::fflush(stdout);
  __builtin_trap();
}
