// The source tree as the structure tests see it: files, their code without comments and texts, their texts.
#pragma once

#include <string>
#include <vector>

namespace kyodo::structure {

struct SourceFile {
  std::string path;                   // from the top of the tree: "engine/base/json.h"
  std::string folder;                 // "base" of engine/base/…, "plugins" of everything under plugins/
  std::string code;                   // comments gone, texts emptied; line breaks where they were
  std::vector<std::string> texts;     // what stands between quotation marks, raw strings included
  std::vector<std::string> includes;  // "base/json.h" as written; those in <> carry their brackets
};

// Headers and sources under engine/ and plugins/ in order of their paths; tests within plugins/ are left out.
const std::vector<SourceFile>& product_sources();

std::string read_text(
    const std::string& path);  // from the top of the tree; fails the test when it is missing
std::vector<std::string> files_under(const std::string& folder, const std::string& ending);
int line_of(const std::string& text, std::size_t offset);

bool is_word(char c);
// Calls fn(name, begin, end) for every identifier and number of the code.
template <class Fn>
void for_each_name(const std::string& code, Fn fn) {
  for (std::size_t at = 0; at < code.size();) {
    if (!is_word(code[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < code.size() && is_word(code[end])) ++end;
    fn(code.substr(at, end - at), at, end);
    at = end;
  }
}

}  // namespace kyodo::structure
