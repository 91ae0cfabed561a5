// The stage "notice_board": the office announces a project and gathers what citizens write about it.
#include <kyodo/stage.h>

using kyodo::stage::Call;
using kyodo::stage::Definition;

struct Settings {
  std::string role = "office";
};
struct Publish {
  std::string headline;
  kyodo::LocalDate until;
};
struct Opinion {
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Settings, (), (role))
BOOST_DESCRIBE_STRUCT(Publish, (), (headline, until))
BOOST_DESCRIBE_STRUCT(Opinion, (), (text))

static void enter(Call& call) {
  call.open({.name = "publish",
             .title = {"掲示する", "Publish"},
             .role = call.settings_as<Settings>().role,
             .due = "5 business days",
             .actions = {"publish"}});
}

static void publish(Call& call, const Publish& notice) {
  const std::string until = to_string(notice.until);
  if (until < call.today())
    return call.problem("/until", "minimum", "今日以後の日を書いてください。", "Give today or a later day.");
  call.state() = {{"headline", notice.headline}, {"opinions", kyodo::JsonArray{}}};
  call.close("publish");
  call.open({.name = "gather",
             .title = {"意見を集める", "Gather opinions"},
             .role = call.settings_as<Settings>().role,
             .due = until,
             .actions = {"opinion"}});
}

static void opinion(Call& call, const Opinion& written) {
  call.state().at("opinions").as_array().emplace_back(written.text);
}

static void timeout(Call& call) {  // the due day of "gather" has passed
  if (call.task() == "gather") call.outcome("taken_down", {{"opinions", call.state().at("opinions")}});
}

static void define(Definition& stage) {
  stage.settings<Settings>().outcome("taken_down", {"掲示終了", "Taken down"});
  stage.on_enter(enter).on("timeout", timeout);
  stage.action<Publish>("publish", {"掲示する", "Publish"}, {"task"}, {{"headline", {"見出し", "Headline"}}},
                        publish);
  stage.action<Opinion>("opinion", {"意見を記録する", "Note an opinion"}, {"task"}, {}, opinion);
}
KYODO_STAGE_PLUGIN("notice_board", "1.0.0", (kyodo::Text{"掲示板", "Notice board"}), 1, 1, define)
