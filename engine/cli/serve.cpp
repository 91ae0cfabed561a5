#include "cli/handlers.h"

namespace kyodo::cli {

Result<void> serve(Context& context) {
  return context.machine().serve(context);
}

}  // namespace kyodo::cli
