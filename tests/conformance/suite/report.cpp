#include "report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace kyodo::conformance {
namespace {

bool is_pair(const Outcome& outcome) {
  return outcome.test.section.empty();
}

constexpr Mode kModes[] = {Mode::run, Mode::thawed, Mode::stored};

template <class Which>
std::string count(const std::vector<Outcome>& outcomes, Which which) {
  std::size_t all = 0;
  std::map<Mode, std::pair<std::size_t, std::size_t>> passed;  // of
  for (const Outcome& one : outcomes) {
    if (!which(one)) continue;
    ++all;
    for (const auto& [mode, wrong] : one.wrong) {
      passed[mode].first += wrong.empty() ? 1 : 0;
      ++passed[mode].second;
    }
  }
  std::string text = fmt::format("| {} |", all);
  for (const Mode mode : kModes) text += fmt::format(" {} of {} |", passed[mode].first, passed[mode].second);
  return text;
}

std::string counts(const std::vector<Outcome>& outcomes) {
  std::string text = "| tests | how many | run | thawed | stored |\n|---|---|---|---|---|\n";
  const auto row = [&](const char* name, auto which) {
    text += fmt::format("| {} {}\n", name, count(outcomes, which));
  };
  row("W3C, mandatory, automatic",
      [](const Outcome& one) { return !is_pair(one) && one.test.mandatory && !one.test.manual; });
  row("W3C, mandatory, manual, here scripted",
      [](const Outcome& one) { return !is_pair(one) && one.test.mandatory && one.test.manual; });
  row("W3C, optional, automatic",
      [](const Outcome& one) { return !is_pair(one) && !one.test.mandatory && !one.test.manual; });
  row("W3C, optional, manual, here scripted",
      [](const Outcome& one) { return !is_pair(one) && !one.test.mandatory && one.test.manual; });
  row("further pairs of document and script", [](const Outcome& one) { return is_pair(one); });
  return text;
}

std::string cells(const Outcome& outcome) {
  std::string text;
  for (const Mode mode : kModes) {
    const auto found = outcome.wrong.find(mode);
    std::string cell = found == outcome.wrong.end() ? "–"
                       : found->second.empty()      ? "pass"
                                                    : "**" + found->second + "**";
    std::replace(cell.begin(), cell.end(), '|', '/');
    std::replace(cell.begin(), cell.end(), '\n', ' ');
    text += cell + " | ";
  }
  return text;
}

std::string in_table(std::string text) {
  std::string out;
  for (const char c : text) {
    if (c == '|' || c == '<' || c == '*' || c == '_' || c == '[') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::string summary(const std::vector<Outcome>& outcomes) {
  return counts(outcomes);
}

std::string report(const std::vector<Outcome>& outcomes) {
  std::string text =
      "# Conformance to SCXML 1.0\n\n"
      "Written by `scripts/conformance`, which fetches the documents (npm `@scion-scxml/test-framework`, "
      "Apache-2.0: "
      "the [suite of W3C](https://www.w3.org/Voice/2013/scxml-irp/) for ECMAScript, and further pairs of a "
      "document "
      "and a script) and runs each in three ways:\n\n"
      "- *run*: with `kyodo scxml run`;\n"
      "- *thawed*: with `--thaw`, frozen to bytes and thawed before every step;\n"
      "- *stored*: as a workflow in a database, with the process killed before and after every commit and "
      "the "
      "database opened anew. The verdict must be the same, no timer and no child session may be left over, "
      "no "
      "generated id may come twice, and `journal verify` must agree. Workflows have no HTTP, and a log that "
      "nobody "
      "sees is not compared.\n\n"
      "W3C's suite has 200 tests; one of them (403) is three documents. Its nine manual tests are scripts in "
      "[tests/conformance/suite](../tests/conformance/suite/manual.json). What the recommendation leaves "
      "open, and where "
      "a pair "
      "says otherwise: [ADR 15](adr/0015-scxml-conformance.md).\n\n" +
      counts(outcomes) +
      "\n## The suite of W3C\n"
      "The assertions are quoted from W3C's manifest.\n\n"
      "| test | section | assertion | kind | run | thawed | stored |\n|---|---|---|---|---|---|---|\n";
  for (const Outcome& one : outcomes)
    if (!is_pair(one))
      text += fmt::format("| {} | {} | {} | {}{} | {}\n", one.test.id, one.test.section,
                          in_table(one.test.assertion), one.test.mandatory ? "mandatory" : "optional",
                          one.test.manual ? ", manual" : "", cells(one));
  text += "\n## Further pairs\n| pair | run | thawed | stored | adjudged |\n|---|---|---|---|---|\n";
  for (const Outcome& one : outcomes)
    if (is_pair(one))
      text += fmt::format("| {} | {}{} |\n", one.test.id, cells(one), in_table(one.test.assertion));
  return text;
}

}  // namespace kyodo::conformance
