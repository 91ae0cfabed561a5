// The built program: what only a process of its own shows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace {

struct Ran {
  int code = 0;
  std::string out;
};

Ran ran(const std::string& command) {
  const std::string line = "KYODO_PLUGINS=" KYODO_BINARY_DIR "/plugins KYODO_LANG=en " + command;
  FILE* pipe = ::popen(line.c_str(), "r");
  Ran result;
  std::array<char, 4096> block{};
  for (std::size_t n; (n = std::fread(block.data(), 1, block.size(), pipe)) > 0;)
    result.out.append(block.data(), n);
  result.code = WEXITSTATUS(::pclose(pipe));
  return result;
}

const std::string kKyodo = KYODO_BINARY_DIR "/bin/kyodo ";

std::string scratch() {
  return (std::filesystem::temp_directory_path() / ("kyodo-binary-" + std::to_string(::getpid()))).string();
}

TEST(Binary, ExitCodesAreZeroOneAndTwo) {
  const std::string home = scratch();
  EXPECT_EQ(ran(kKyodo + "version").code, 0);
  EXPECT_EQ(ran(kKyodo + "--home " + home + " status 2>&1").code, 1);
  EXPECT_EQ(ran(kKyodo + "frobnicate 2>&1").code, 2);
}

TEST(Binary, FindsItsConfigurationAndWritesNoColoursIntoAPipe) {
  const std::string home = scratch();
  EXPECT_EQ(ran(kKyodo + "--home " + home + " init").code, 0);
  const Ran doctor = ran(kKyodo + "--home " + home + " doctor");
  EXPECT_EQ(doctor.code, 0) << doctor.out;
  EXPECT_THAT(doctor.out, ::testing::Not(::testing::HasSubstr("\x1b[")));
  std::error_code gone;  // SQLite takes its files away while the folder is read
  std::filesystem::remove_all(home, gone);
}

TEST(Binary, ApplyAnswersALineBeforeItReadsTheNext) {
  const std::string home = scratch();
  ASSERT_EQ(ran(kKyodo + "--home " + home + " init --test-clock --now 2018-04-02").code, 0);
  // The second line is only sent once the first was answered.
  const Ran both = ran("bash -c 'coproc K { exec " + kKyodo + "--home " + home + R"( apply -; }
    echo "{\"command\":\"tick\"}" >&"${K[1]}"; read -r -t 20 first <&"${K[0]}" || exit 9; echo "$first"
    echo "{\"command\":\"tick\"}" >&"${K[1]}"; read -r -t 20 second <&"${K[0]}" || exit 9; echo "$second"')");
  EXPECT_EQ(both.code, 0);
  EXPECT_THAT(both.out, ::testing::HasSubstr("\"line\":1,\"ok\":true"));
  EXPECT_THAT(both.out, ::testing::HasSubstr("\"line\":2,\"ok\":true"));
  std::error_code gone;  // SQLite takes its files away while the folder is read
  std::filesystem::remove_all(home, gone);
}

TEST(Binary, ShellsAcceptTheCompletion) {
  EXPECT_EQ(ran(kKyodo + "completion bash | bash -n").code, 0);
  if (ran("command -v zsh").code == 0) {
    EXPECT_EQ(ran(kKyodo + "completion zsh | zsh -n").code, 0);
  }
}

TEST(Binary, EndsAChartWhoseScriptLoops) {
  const std::string file = scratch() + ".scxml";
  std::ofstream(file) << "<scxml xmlns='http://www.w3.org/2005/07/scxml' version='1.0'><state>"
                         "<onentry><script>while (true) {}</script></onentry></state></scxml>";
  const Ran looped = ran(kKyodo + "scxml run " + file + " --timeout 1 2>&1");
  EXPECT_EQ(looped.code, 1);
  EXPECT_THAT(looped.out, ::testing::HasSubstr("The run was ended after 1 s."));
  std::filesystem::remove(file);
}

TEST(Binary, WaitsForDelaysOnTheRealClock) {
  const std::string file = scratch() + ".scxml";
  std::ofstream(file)
      << "<scxml xmlns='http://www.w3.org/2005/07/scxml' version='1.0'><state>"
         "<onentry><send event='e' delay='50ms'/></onentry><transition event='e' target='end'/></state>"
         "<final id='end'/></scxml>";
  const Ran waited = ran(kKyodo + "scxml run " + file + " --clock real --timeout 60");
  EXPECT_EQ(waited.code, 0);
  EXPECT_THAT(waited.out, ::testing::HasSubstr("\"configuration\":[\"end\"],\"done\":true"));
  std::filesystem::remove(file);
}

}  // namespace
