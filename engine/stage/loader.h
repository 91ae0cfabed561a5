// Loads stage plugins and calls them safely.
//
// A Catalog owns the loaded libraries for the life of the process (they are never unloaded). Every answer is
// checked against the contract before anybody sees it; what does not fit is an Error of Code::plugin.
// A call that crashes or loops ends the process; see guard.h for the marker it leaves.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "stage/contract.h"
#include "stage/guard.h"

namespace kyodo::stage {

// The input of one decide(); see docs/formats/stage.md for `json`. The rest names the call in the marker.
struct StageCall {
  std::string type;
  std::string project;  // "P-1"
  std::string visit;    // "V-1"; "" before the visit exists
  std::string action;
  JsonObject json;
};

// The runtime's view of the stages. A port, so tests can decide stages in-process.
class Stages {
 public:
  virtual ~Stages() = default;
  virtual const StageInfo* find(std::string_view type) const = 0;  // null: no plugin serves it
  virtual std::vector<const StageInfo*> all() const = 0;
  // The answer, valid by the contract. Errors: Code::plugin (fault or nonsense), Code::limit.
  virtual Result<JsonObject> decide(const StageCall& call) = 0;
  virtual Result<JsonObject> rank(const std::string& type, const JsonObject& input) = 0;
};

// Stages from shared libraries. Not thread-safe: the writer's thread uses it.
class Catalog : public Stages {
 public:
  // guard may be null (checks and tests): then no marker is left and nothing watches the time.
  explicit Catalog(Guard* guard);
  ~Catalog() override;

  // Loads every *.so of the folder, in the order of names. A library that cannot be used (missing entry,
  // another ABI, nonsense from describe, a type already served) is left out and listed in problems().
  void load_folder(const std::string& folder);
  Result<void> load_library(const std::string& path);
  const std::vector<Error>& problems() const { return problems_; }

  const StageInfo* find(std::string_view type) const override;
  std::vector<const StageInfo*> all() const override;
  Result<JsonObject> decide(const StageCall& call) override;
  Result<JsonObject> rank(const std::string& type, const JsonObject& input) override;

 private:
  struct Loaded;
  std::map<std::string, std::unique_ptr<Loaded>, std::less<>> stages_;
  std::vector<Error> problems_;
  Guard* guard_;
};

}  // namespace kyodo::stage
