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

}  // namespace kyodo::structure
