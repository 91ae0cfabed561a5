// A small office on a store in memory: the shipped Komaki package, the real plugins, a test clock.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "runtime/engine.h"
#include "runtime/tick.h"
#include "runtime/verify.h"
#include "store/sqlite_store.h"

namespace kyodo::runtime {

inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class Office : public ::testing::Test {
 protected:
  void SetUp() override {
    catalog.load_folder(std::string(KYODO_BINARY_DIR) + "/plugins");
    ASSERT_TRUE(catalog.problems().empty());
    store = make_store();
    engine = std::make_unique<Engine>(*store, catalog, "test");
    auto calendar = parse_json(read_file(std::string(KYODO_SOURCE_DIR) + "/config/calendar.json"));
    ASSERT_TRUE(calendar);
    must(ChangeSetting{"calendar", *calendar});
    must(ChangeSetting{"authority",
                       JsonArray{JsonObject{{"role", "*"}, {"operation", "*"}, {"scope", "all"}}}});
    at("2018-04-02T09:00");
    JsonArray units{JsonObject{{"id", "03"}, {"name", "環境部"}},
                    JsonObject{{"id", "0301"}, {"name", "環境課"}, {"parent", "03"}},
                    JsonObject{{"id", "0302"}, {"name", "公園課"}, {"parent", "03"}}};
    must(ImportUnits{units});
    JsonArray persons, grants;
    auto person = [&](const char* id, const char* name, const char* unit, const char* role, const char* of) {
      persons.push_back(
          JsonObject{{"id", id}, {"name", name}, {"mail", std::string(id) + "@example.jp"}, {"unit", unit}});
      grants.push_back(
          JsonObject{{"person", id}, {"role", role}, {"unit", of}, {"valid_from", "2018-04-01"}});
    };
    person("jimu", "事務局", "", "office", "");
    person("kankyo-tanto", "環境課 担当", "0301", "section", "0301");
    person("kankyo-suishin", "環境課 推進員", "0301", "promoter", "0301");
    person("kankyo-kacho", "環境課長", "0301", "chief", "0301");
    person("koen-tanto", "公園課 担当", "0302", "section", "0302");
    person("koen-kacho", "公園課長", "0302", "chief", "0302");
    person("kankyo-chosei", "環境部 調整員", "03", "coordinator", "03");
    must(ImportPersons{persons});
    must(ImportRoles{grants});
    auto files = workflow::read_folder(std::string(KYODO_SOURCE_DIR) + "/workflows/komaki-h30");
    ASSERT_TRUE(files);
    InstallWorkflow install;
    for (const auto& [path, bytes] : *files) install.files[path] = bytes;
    must(install);
    must(OpenRound{"H30", "平成30年度", "komaki-h30", 2018, 1});
  }

  virtual std::unique_ptr<Store> make_store() { return store::open_scratch(); }

  void at(const std::string& local) {
    auto time = calendar::parse_time(*engine->calendar(), local);
    ASSERT_TRUE(time) << local;
    now = *time;
  }
  Command command(CommandBody body, const std::string& as = "", const std::string& reason = "") {
    return {std::move(body), as, reason, "test", "", std::nullopt, now, std::nullopt};
  }
  Result<Answer> run(CommandBody body, const std::string& as = "", const std::string& reason = "") {
    return engine->apply(command(std::move(body), as, reason));
  }
  // The command must be done; its data.
  JsonObject must(CommandBody body, const std::string& as = "", const std::string& reason = "") {
    auto answer = run(std::move(body), as, reason);
    if (!answer) {
      std::string problems;
      for (const Problem& p : answer.error().problems)
        problems += "\n  " + p.field + " " + p.keyword + " " + p.text.en;
      ADD_FAILURE() << answer.error().text.en << problems;
      return {};
    }
    for (const std::string& incident : answer->incidents) {
      auto found = store->get<office::Incident>(incident);
      ADD_FAILURE() << incident << ": " << (found ? found->en : "");
    }
    return answer->data;
  }
  std::string add_project(const std::string& code, const std::string& unit = "0301",
                          const std::string& category = "通常") {
    return std::string(
        must(AddProject{code, "里山の保全 " + code, unit, "H30", category, std::nullopt, {}}, "jimu")
            .at("project")
            .as_string());
  }
  office::Project project(const std::string& id) { return *store->get<office::Project>(id); }
  // The waiting task of that name.
  office::Task task(const std::string& project, const std::string& name) {
    auto found =
        store->find<office::Task>({.where = {office::eq("project", project), office::eq("name", name),
                                             office::in("status", {"open", "returned"})}});
    if (found.empty()) {
      ADD_FAILURE() << "no waiting task " << name << " of " << project;
      return {};
    }
    return found.back();
  }
  void score_and_select(const std::string& id) {
    must(TakeAction{task(id, "score").id, "score", {{"levels", JsonArray{5, 4, 4, 5, 4, 5}}}}, "jimu");
    must(SelectRound{"H30", 1, {}}, "jimu");
  }
  JsonObject diagnosis() {
    auto json = parse_json(R"({"already":"いいえ"})");
    return json->as_object();
  }
  VerifyReport verify_all() {
    auto scratch = store::open_scratch();
    return verify(*store, *scratch, std::nullopt, nullptr);
  }

  stage::Catalog catalog{nullptr};
  std::unique_ptr<Store> store;
  std::unique_ptr<Engine> engine;
  TimePoint now{1522540800000};  // 2018-04-01 09:00 in Tokyo
};

}  // namespace kyodo::runtime
