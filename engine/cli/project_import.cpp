#include "cli/handlers.h"
namespace kyodo::cli {
Result<void> project_import(Context&) {
  return fail(Code::refused, "まだ", "not yet");
}
}  // namespace kyodo::cli
