// Ends the process at the action that the project's attribute "dies_at" names: "enter", "go" or "timeout".
#include <csignal>

#include "kyodo/stage.h"

using kyodo::stage::Call;

struct Settings {
  std::string dies_at;
};
BOOST_DESCRIBE_STRUCT(Settings, (), (dies_at))
struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

static void die_at([[maybe_unused]] Call& call, [[maybe_unused]] const char* action) {
#ifndef MENDED
  if (call.settings_as<Settings>().dies_at != action) return;
  std::signal(SIGSEGV, SIG_DFL);
  std::raise(SIGSEGV);
#endif
}

static void define(kyodo::stage::Definition& stage) {
  stage.settings<Settings>().outcome("closed", {"終了", "Closed"});
  stage.on_enter([](Call& call) {
    die_at(call, "enter");
    call.open({.name = "wait",
               .title = {"待つ", "Wait"},
               .role = "office",
               .due = "5 business days",
               .actions = {"go"}});
  });
  stage.on("timeout", [](Call& call) {
    die_at(call, "timeout");
    call.state()["timed_out"] = true;
  });
  stage.action<Nothing>("go", {"進む", "Go"}, {"task"}, {}, [](Call& call, const Nothing&) {
    die_at(call, "go");
    call.close(call.task());
    call.outcome("closed", {{"after_timeout", call.state().contains("timed_out")}});
  });
}
KYODO_STAGE_PLUGIN("fragile", "1.0.0", (kyodo::Text{"壊れやすい段階", "Fragile"}), 1, 1, define)
