// Every `kyodo …` line of the READMEs and guides is a command line that kyodo accepts.
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <sstream>

#include "cli/parse.h"
#include "source_tree.h"

namespace kyodo::structure {
namespace {

// Words as a shell makes them of a simple line; ends at a comment, a pipe or a redirection.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  bool open = false, quoted = false;
  for (char c : line + " ") {
    if (c == '\'') {
      quoted = !quoted;
      open = true;
    } else if (quoted || std::string(" #|>").find(c) == std::string::npos || (c == '#' && open)) {
      word += c;
      open = true;
    } else {
      if (open) words.push_back(word);
      word.clear();
      open = false;
      if (c != ' ') break;
    }
  }
  return words;
}

std::vector<std::string> commands_in(const std::string& document) {
  std::vector<std::string> commands;
  std::istringstream in(read_text(document));
  bool block = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```")) block = !block;
    if (block && line.starts_with("kyodo ")) commands.push_back(line.substr(6));
    if (block) continue;
    static const std::regex kInline("`kyodo ([a-z][^`]*)`");
    for (std::sregex_iterator it(line.begin(), line.end(), kInline), end; it != end; ++it)
      commands.push_back((*it)[1]);
  }
  return commands;
}

TEST(CommandsInDocuments, AreAcceptedAsTheyStand) {
  std::size_t seen = 0;
  for (const char* document : {"README.md", "README.ja.md", "docs/guides/operating.md"})
    for (const std::string& command : commands_in(document)) {
      ++seen;
      const std::vector<std::string> words = words_of(command);
      // In running text a command may stand by its name alone.
      const bool named_only = std::none_of(words.begin(), words.end(), [](const std::string& word) {
        return word.starts_with("-") || word.find_first_of("/.:=") != std::string::npos;
      });
      auto call = cli::parse(words);
      if (!call && named_only && cli::find_spec(words.size() > 1 ? words[0] + " " + words[1] : words[0]))
        continue;
      EXPECT_TRUE(call) << document << ": kyodo " << command << "\n  " << call.error().text.en;
      EXPECT_TRUE(!call || call->spec) << document << ": there is no kyodo " << command;
    }
  EXPECT_GT(seen, 50u);
}

}  // namespace
}  // namespace kyodo::structure
