// What a subcommand works with: the parsed command line, the settings, and the database opened as far as
// needed.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cli/config.h"
#include "cli/lines.h"
#include "cli/machine.h"
#include "cli/output.h"
#include "cli/parse.h"
#include "cli/roles.h"
#include "runtime/authority.h"

namespace kyodo::cli {

// A database that is open, and what reads it. Each serves one thread at a time.
struct Opened {
  std::unique_ptr<stage::Guard> guard;  // null where no plugin is called
  std::unique_ptr<stage::Catalog> stages;
  bool stages_loaded = false;
  std::unique_ptr<runtime::Store> store;
  std::unique_ptr<runtime::Engine> engine;
  TimePoint now;  // of what is being read, where it stays open: its owner looks at the clock (office_time)
};

class Context {
 public:
  Context(Machine& machine, const Call& call, Lang lang, bool json);
  // For a subcommand that reads, on a database that stays open. `settings` and `opened` are the caller's and
  // outlive it; the catalog of stages is loaded, its problems were told.
  Context(Machine& machine, const Call& call, Lang lang, const Settings& settings, Opened& opened);
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  Machine& machine() { return machine_; }
  const Call& call() const { return call_; }
  const Spec& spec() const { return *call_.spec; }
  Output& output() { return output_; }
  Lang lang() const { return lang_; }
  const std::string& text(const Text& both) const { return in(lang_, both); }

  std::string home() const;             // folder of the data
  std::string database() const;         // file of the database
  std::string maildir() const;          // where messages are put
  Result<std::string> config_folder();  // Code::io when there is none
  Result<const Settings*> settings();
  // Reads them anew; on an error those there were stay. What pointed at them does not outlive it.
  Result<void> reload_settings();
  Result<std::string> plugin_folder();

  // Opens read-only within one snapshot; never waits for a writer.
  Result<void> open_for_reading();
  // Opens for writing, loads the plugins, and parks what an earlier process left (said on standard error).
  Result<void> open_for_writing();
  // Closes what is open.
  void close();

  // After one of the above.
  runtime::Engine& engine() { return *opened_->engine; }
  runtime::Store& store() { return *opened_->store; }
  bool test_clock() const { return test_clock_; }
  TimePoint now() const { return now_; }
  const calendar::Calendar& calendar() const { return *calendar_; }
  LocalDate today() const { return calendar::local_date(*calendar_, now_); }
  const std::string& actor() const { return actor_; }
  // What --as may do; without it, what the operator at the machine may. Read once.
  Result<const runtime::Rights*> rights();
  // Whether the caller may read what the subcommand shows (Spec::reads); Code::not_authorised.
  Result<void> check_reading();
  // The plugins; loaded when first asked for. Without a database: none is guarded.
  Result<stage::Catalog*> stages();
  // The package of a project or round.
  Result<std::shared_ptr<const workflow::Package>> package(const std::string& hash);
  // Name of a unit, its id if it has none; "" for "".
  std::string unit_name(const std::string& id);

  // The command that the table gives for this subcommand, with the arguments of the command line.
  Result<Line> line();
  Result<Json> execute(const Line& line, const std::string& channel = "cli");
  Result<Json> execute(const Line& line, LineContext& around);
  // From now on lines are carried out that way instead; the demo keeps them and does them as `kyodo apply`
  // would.
  using Way = std::function<Result<Json>(Context&, const Line&)>;
  void set_way(Way way) { way_ = std::move(way); }
  // A file that the command line names; where one was given instead, that one. Errors as of read_file.
  Result<std::string> read_named(const std::string& name, std::size_t max_bytes);
  // The other way round: refuses to overwrite.
  Result<void> write_named(const std::string& name, const std::string& bytes);
  // The service's: what came with the request stands for the file, and what would be written goes there.
  void give_file(std::string bytes) { given_ = std::move(bytes); }
  void take_file(std::string& into) { taken_ = &into; }
  const std::optional<std::string>& given_file() const { return given_; }
  // What is printed, where it is not JSON: one of Spec::media.
  void answer_as(std::string media) { media_ = std::move(media); }
  const std::string& media() const { return media_; }

  // What happens to waiting notices at a tick.
  Deliver deliver();

  // A line for whoever looks after the machine, in kyodo.log beside the database, in Japanese.
  void log(LogLevel level, const Text& text);

  // The command ends with exit code 1, although everything about it was printed already.
  void set_failed() { failed_ = true; }
  bool failed() const { return failed_; }

 private:
  Result<void> open(bool read_only);
  Result<void> set_time();

  Machine& machine_;
  const Call& call_;
  Lang lang_;
  Output output_;
  std::unique_ptr<const Settings> own_settings_;
  const Settings* settings_ = nullptr;  // null: not read yet
  Opened own_;
  Opened* opened_ = &own_;
  bool reading_ = false;
  bool failed_ = false;
  bool test_clock_ = false;
  TimePoint now_;
  std::shared_ptr<const calendar::Calendar> calendar_ = std::make_shared<const calendar::Calendar>();
  std::string actor_;
  std::optional<runtime::Rights> rights_;
  Way way_;
  std::optional<std::string> given_;
  std::string* taken_ = nullptr;
  std::string media_ = "application/json";
};

// The time as the database has it: the machine's, or where its test clock stands.
TimePoint office_time(const Machine& machine, runtime::Store& store);

// Reads a JSON file, standard input ("-") or the text itself when it begins with "{".
Result<Json> read_json_argument(Context& context, const std::string& text);

}  // namespace kyodo::cli
