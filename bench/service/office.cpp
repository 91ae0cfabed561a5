#include "service/office.h"

#include "cli/config.h"
#include "store/sqlite_store.h"
#include "workflow/package.h"

namespace kyodo::bench {
namespace {

constexpr int kMaxSeconds = 600;      // of one step: no watchdog here
constexpr int kImportedAtOnce = 500;  // projects of one command

}  // namespace

Office::Office(const fs::path& file, const Places& places)
    : Office(file, places, must(store::open(file.string()))) {}

Office::Office(const fs::path& file, const Places& places, std::unique_ptr<runtime::Store> through)
    : guard(must(stage::Guard::open(file.string() + ".marker", kMaxSeconds))),
      stages(guard.get()),
      store(std::move(through)),
      engine(*store, stages, "bench", guard.get()) {
  stages.load_folder(places.plugins);
  if (!stages.problems().empty()) stop(stages.problems()[0].text.en);
}

runtime::Answer Office::apply(runtime::CommandBody body, const std::string& actor) {
  return must(engine.apply(command_of(std::move(body), actor)));
}

runtime::Command command_of(runtime::CommandBody body, const std::string& actor) {
  return {std::move(body), actor, "", "bench", "", std::nullopt, kNow, std::nullopt};
}

runtime::Command completion(const std::string& task) {
  return command_of(
      runtime::SubmitTask{task, JsonObject{{"already", true},
                                           {"partner", "里山を守る会"},
                                           {"reason", "下草刈りと観察会を、団体と市とで分担しています。"},
                                           {"rating", 4}}},
      "tanto");
}

void make_database(const fs::path& file, const Places& places, int projects) {
  must(store::create(file.string(), true, "bench", kNow));
  Office office(file, places);
  const fs::path top(places.top);
  office.apply(
      runtime::ChangeSetting{"calendar", must(parse_json(read_text(top / "config" / "calendar.json")))}, "");
  office.apply(
      runtime::ChangeSetting{"authority", must(cli::authority_rows(
                                              read_text(top / "config" / "authority.csv"), "authority.csv"))},
      "");
  office.apply(runtime::ImportUnits{{JsonObject{{"id", "03"}, {"name", "環境部"}}}}, "");
  office.apply(
      runtime::ImportPersons{
          {JsonObject{{"id", "jimu"}, {"name", "事務局"}, {"unit", "03"}},
           JsonObject{
               {"id", "tanto"}, {"name", "環境部 担当"}, {"mail", "tanto@example.jp"}, {"unit", "03"}}}},
      "");
  office.apply(runtime::ImportRoles{{JsonObject{{"person", "jimu"}, {"role", "office"}, {"unit", ""}},
                                     JsonObject{{"person", "tanto"}, {"role", "section"}, {"unit", "03"}}}},
               "");
  runtime::InstallWorkflow install;
  for (const auto& [path, bytes] : must(workflow::read_folder((top / "bench/service/workflow").string())))
    install.files[path] = bytes;
  office.apply(std::move(install), "");
  office.apply(runtime::OpenRound{"H30", "平成30年度", "eight", 2018, 50}, "jimu");
  for (int done = 0; done < projects;) {
    runtime::ImportProjects import{"H30", {}, {}};
    for (int i = 0; i < kImportedAtOnce && done < projects; ++i, ++done)
      import.projects.push_back(JsonObject{{"code", fmt::format("03-{}", done)},
                                           {"name", fmt::format("里山の保全 {}", done)},
                                           {"unit", "03"},
                                           {"category", "通常"},
                                           { "attributes",
                                             JsonObject {
                                               { "予算",
                                                 1'200'000 }
                                             } }});
    office.apply(std::move(import), "jimu");
  }
}

}  // namespace kyodo::bench
