// kyodo demo: hands over to cli/demo/, which plays a year of the demo city through cli/lines.h.
#include "cli/handlers.h"

namespace kyodo::cli {

Result<void> demo(Context&) {
  return fail(Code::refused, "見本はまだ入っていません。", "The demo is not part of this build.");
}

}  // namespace kyodo::cli
