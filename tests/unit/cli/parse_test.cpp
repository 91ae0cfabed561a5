#include "cli/parse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "cli/context.h"
#include "cli/help.h"
#include "runtime/commands.h"

namespace kyodo::cli {
namespace {

using ::testing::HasSubstr;

// As a shell would part it; the examples quote with '…' only.
std::vector<std::string> shell_words(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false, any = false;
  for (char c : text) {
    if (c == '\'') {
      quoted = !quoted;
      any = true;
    } else if (c == ' ' && !quoted) {
      if (any) words.push_back(word);
      word.clear();
      any = false;
    } else {
      word += c;
      any = true;
    }
  }
  if (any) words.push_back(word);
  return words;
}

std::vector<std::vector<std::string>> examples_of(const Spec& spec) {
  std::vector<std::vector<std::string>> examples;
  std::istringstream lines(spec.example);
  for (std::string line; std::getline(lines, line);) {
    auto words = shell_words(line);
    auto kyodo = std::find(words.begin(), words.end(), "kyodo");
    if (kyodo == words.end()) kyodo = std::find(words.begin(), words.end(), "<(kyodo");
    std::vector<std::string> rest(kyodo == words.end() ? kyodo : kyodo + 1, words.end());
    for (const char* end : {"|", ">"})
      if (auto at = std::find(rest.begin(), rest.end(), end); at != rest.end()) rest.erase(at, rest.end());
    if (!rest.empty() && rest.back().ends_with(")")) rest.back().pop_back();
    examples.push_back(rest);
  }
  return examples;
}

TEST(Parse, TakesOptionsBeforeBetweenAndAfterTheWords) {
  auto call = parse({"--home", "/tmp/x", "task", "--json", "extend", "T-17", "--reason=異動", "2018-07-02"});
  ASSERT_TRUE(call) << call.error().text.en;
  EXPECT_EQ(call->spec->path, "task extend");
  EXPECT_EQ(call->option("home"), "/tmp/x");
  EXPECT_EQ(call->option("reason"), "異動");
  EXPECT_EQ(call->positional("task"), "T-17");
  EXPECT_EQ(call->positional("due"), "2018-07-02");
}

TEST(Parse, TakesWordsAfterTwoDashesAsTheyAre) {
  auto call = parse({"project", "comment", "P-1", "--", "--not an option"});
  ASSERT_TRUE(call);
  EXPECT_EQ(call->positional("text"), "--not an option");
}

TEST(Parse, SuggestsTheCommandMeant) {
  auto call = parse({"projct", "list"});
  ASSERT_FALSE(call);
  EXPECT_EQ(call.error().code, Code::wrong_usage);
  EXPECT_THAT(call.error().text.en, HasSubstr("kyodo project"));
  call = parse({"task", "sumbit", "T-1"});
  ASSERT_FALSE(call);
  EXPECT_THAT(call.error().text.ja, HasSubstr("kyodo task submit"));
}

TEST(Parse, SuggestsTheOptionMeant) {
  auto call = parse({"task", "list", "--overdu"});
  ASSERT_FALSE(call);
  EXPECT_THAT(call.error().text.en, HasSubstr("--overdue"));
  call = parse({"task", "list", "--reason", "x"});
  ASSERT_FALSE(call) << "a reason belongs to commands that write";
}

TEST(Parse, NamesEverythingThatIsMissing) {
  auto call = parse({"round", "open"});
  ASSERT_FALSE(call);
  std::set<std::string> fields;
  for (const Problem& problem : call.error().problems) fields.insert(problem.field);
  EXPECT_EQ(fields, (std::set<std::string>{"ROUND", "--name", "--workflow", "--year", "--target"}));
}

TEST(Parse, RefusesAnOptionGivenTwiceOrWithoutItsValue) {
  EXPECT_FALSE(parse({"task", "return", "T-1", "--comment", "a", "--comment", "b"}));
  EXPECT_FALSE(parse({"task", "return", "T-1", "--comment"}));
  EXPECT_FALSE(parse({"task", "list", "--overdue=yes"}));
  EXPECT_FALSE(parse({"task", "show", "T-1", "T-2"}));
}

TEST(Parse, RefusesMoreWordsThanTheLimit) {
  EXPECT_FALSE(parse(std::vector<std::string>(kMaxWords + 1, "x")));
}

TEST(Parse, ReadsDatesAsExcelWritesThem) {
  EXPECT_EQ(date_text("2018/4/1"), "2018-04-01");
  EXPECT_EQ(date_text("2018-04-01"), "2018-04-01");
  EXPECT_EQ(date_text("2018-02-30"), std::nullopt);
  EXPECT_EQ(date_text("2018-4"), std::nullopt);
  EXPECT_EQ(date_text("2018/4/1x"), std::nullopt);
}

TEST(Table, DescribesEverySubcommandInBothLanguagesWithAnExampleThatParses) {
  std::set<std::string> paths;
  for (const Spec& spec : all_specs()) {
    EXPECT_TRUE(paths.insert(spec.path).second) << spec.path;
    EXPECT_FALSE(spec.help.ja.empty() || spec.help.en.empty()) << spec.path;
    EXPECT_TRUE(spec.handler || (!spec.command.empty() && !spec.done.ja.empty() && !spec.done.en.empty()))
        << spec.path;
    for (const Param& param : spec.options)
      EXPECT_EQ(param.shown.empty(), param.kind == Kind::flag) << spec.path << " --" << param.name;
    for (const auto& words : examples_of(spec)) {
      auto call = parse(words);
      ASSERT_TRUE(call) << spec.example << ": " << call.error().text.en;
      EXPECT_EQ(call->spec, &spec) << spec.example;
    }
  }
}

// What the table makes of its own example is a command the runtime understands, argument by argument.
TEST(Table, GivesTheRuntimeTheArgumentsItKnows) {
  int tried = 0;
  for (const Spec& spec : all_specs()) {
    if (spec.command.empty() || spec.handler) continue;
    for (const auto& words : examples_of(spec)) {
      auto call = parse(words);
      ASSERT_TRUE(call);
      alignas(Context)
          std::byte nothing[sizeof(Context)] = {};  // no file is opened: the stub below stands for it
      Context& stub = *static_cast<Context*>(static_cast<void*>(nothing));
      auto args = args_of(*call, stub, [](Context&, const std::string&) -> Result<Json> {
        return Json(JsonObject{{"a", 1}});
      });
      ASSERT_TRUE(args) << spec.path;
      auto command = runtime::decode_command(spec.command, *args);
      EXPECT_TRUE(command) << spec.path << ": " << to_text(*args);
      ++tried;
    }
  }
  EXPECT_GT(tried, 12);
}

TEST(Help, TellsUsageOptionsAndAnExample) {
  const std::string help = help_of(*find_spec("task submit"), Lang::en);
  EXPECT_THAT(help, HasSubstr("kyodo task submit T-1 [FILE]"));
  EXPECT_THAT(help, HasSubstr("--reason"));
  EXPECT_THAT(help, HasSubstr("kyodo task submit T-17 sheet.json"));
  EXPECT_THAT(overview("", Lang::ja), HasSubstr("journal verify"));
  EXPECT_THAT(overview("task", Lang::ja), ::testing::Not(HasSubstr("journal verify")));
}

TEST(Closest, FindsSlipsOfTheFingersOnly) {
  EXPECT_EQ(closest("tsak", {"task", "project"}), "task");
  EXPECT_EQ(closest("proj", {"task", "project"}), "project");
  EXPECT_EQ(closest("zebra", {"task", "project"}), "");
}

}  // namespace
}  // namespace kyodo::cli
