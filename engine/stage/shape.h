// Collects what is wrong with the shape of a JSON value a plugin gave.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace kyodo::stage {

// name: a string of 1 to kMaxIdBytes×4 bytes; text: any string.
enum class Kind { object, array, text, name, integer, number, boolean };

struct Member {
  std::string_view name;
  Kind kind;
  bool required = false;
};

class Shape {
 public:
  // True if json is an object with exactly these members, each of its kind. Otherwise every problem is noted.
  bool object(const Json& json, const std::string& at, std::initializer_list<Member> members);
  bool object(const JsonObject& json, const std::string& at, std::initializer_list<Member> members);
  bool is(const Json& json, Kind kind, const std::string& at);
  void add(const std::string& at, std::string keyword, std::string ja, std::string en);
  void add(std::vector<Problem> more);

  const std::vector<Problem>& problems() const& { return problems_; }
  std::vector<Problem> problems() && { return std::move(problems_); }

 private:
  std::vector<Problem> problems_;
};

}  // namespace kyodo::stage
