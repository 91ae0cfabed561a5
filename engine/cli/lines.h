// One line of `kyodo apply`: a command with everything around it, as JSON on one line, and its execution.
//
//   {"command":"task.submit","args":{"task":"T-17"},"as":"kankyo-tanto","now":"2018-06-04T09:00:00+09:00"}
//   {"command":"tick","now":"2018-06-05T08:30:00+09:00"}
//
// The command line, `kyodo apply` and the demo go through execute(): there is no second way to the engine.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "calendar/calendar.h"
#include "runtime/engine.h"

namespace kyodo::cli {

// Holds the largest attachment in base64 (runtime::kMaxAttachmentBytes).
inline constexpr std::size_t kMaxLineBytes = 32u << 20;

// What "tick" stands for: fires what is due (runtime/tick.h), then delivers what waits (notify/daily.h).
inline constexpr const char* kTick = "tick";

struct Line {
  std::string command;  // a name of runtime/commands.h, or kTick
  JsonObject args = {};
  std::string as = {};  // person; "" = the operator
  std::string reason = {};
  std::string key = {};
  std::optional<TimePoint> now = {};  // on a database with a test clock only
  std::optional<TimePoint> at = {};
  std::optional<std::int64_t> expect = {};
};

// Times are read as calendar::parse_time does. `where` names the line in errors (Code::bad_input, limit).
Result<Line> parse_line(std::string_view text, const calendar::Calendar& calendar, const Where& where = {});
// The same line again, without a line end; what is not set is left out.
std::string print_line(const Line& line, const calendar::Calendar& calendar);

// Delivers what waits, as long as the last argument says so (notify::KeepOn); the answer goes beside that of
// the tick.
using Deliver = std::function<Result<JsonObject>(runtime::Engine&, TimePoint, const std::function<bool()>&)>;

// What lines are executed with.
struct LineContext {
  std::string channel;      // "apply:root"
  bool test_clock = false;  // of the database
  TimePoint now;            // for lines without `now`; a line's `now` stays for those after it
  Deliver deliver = {};     // empty: a tick only fires
};

// Who may stand behind --as: anybody but the system itself.
Result<void> check_actor(const std::string& as);

// The command's answer (runtime::answer_json), or that of the tick: {"fired":3,"incidents":[],…what deliver
// says}.
Result<Json> execute(runtime::Engine& engine, const Line& line, LineContext& context);

// Fires and delivers.
Result<JsonObject> tick_and_deliver(runtime::Engine& engine, TimePoint now, const Deliver& deliver);

}  // namespace kyodo::cli
