#include "service/multiply.h"

#include <cctype>
#include <charconv>
#include <map>

#include "store/connection.h"

namespace kyodo::bench {
namespace {

using Counts = std::map<std::string, std::int64_t, std::less<>>;  // of ids, by what stands before the dash

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Every "T-17" in the text counted on by `turn` times as many as there are.
std::string counted_on(std::string_view text, const Counts& counts, std::int64_t turn) {
  std::string out;
  std::size_t i = 0;
  while (i < text.size()) {
    std::size_t letters = i;
    while (letters < text.size() && is_upper(text[letters])) ++letters;
    std::size_t digits = letters + 1;
    while (digits < text.size() && is_digit(text[digits])) ++digits;
    const bool begins = i == 0 || !std::isalnum(static_cast<unsigned char>(text[i - 1]));
    const auto count = counts.find(text.substr(i, letters - i));
    if (begins && count != counts.end() && digits > letters + 1 && text[letters] == '-') {
      std::int64_t number = 0;
      std::from_chars(text.data() + letters + 1, text.data() + digits, number);
      out += text.substr(i, letters + 1 - i);
      out += std::to_string(number + turn * count->second);
      i = digits;
    } else {
      const std::size_t next = std::max(i + 1, letters);
      out += text.substr(i, next - i);
      i = next;
    }
  }
  return out;
}

// SQL: counted_on(text, turn)
void counted_on_in_sql(sqlite3_context* context, int, sqlite3_value** values) {
  const auto& counts = *static_cast<const Counts*>(sqlite3_user_data(context));
  const std::string_view text(reinterpret_cast<const char*>(sqlite3_value_text(values[0])),
                              static_cast<std::size_t>(sqlite3_value_bytes(values[0])));
  const std::string out = counted_on(text, counts, sqlite3_value_int64(values[1]));
  sqlite3_result_text(context, out.data(), static_cast<int>(out.size()), SQLITE_TRANSIENT);
}

template <class Entity>
std::string copy_statement() {
  const office::Table& table = office::table_of<Entity>();
  std::string columns;
  for (const office::Column& column : table.columns)
    columns += (columns.empty() ? "" : ", ") +
               (column.integer || column.nullable ? column.name : "counted_on(" + column.name + ", ?1)");
  return "INSERT INTO main." + table.name + " SELECT " + columns + " FROM made." + table.name;
}

}  // namespace

void multiply_projects(const fs::path& made, const fs::path& file, int times) {
  fs::copy_file(made, file, fs::copy_options::overwrite_existing);
  store::Connection connection(file.string(), SQLITE_OPEN_READWRITE, 0);
  connection.execute("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-2000000;");
  connection.execute(("ATTACH '" + made.string() + "' AS made").c_str());
  Counts counts;
  {
    auto sequence = connection.prepare("SELECT name, last FROM made.sequence");
    while (sequence.step()) counts[sequence.text(0)] = sequence.integer(1);
  }
  sqlite3_create_function(connection.handle(), "counted_on", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, &counts,
                          counted_on_in_sql, nullptr, nullptr);
  const std::string journal =
      "INSERT INTO main.journal SELECT number + ?1 * (SELECT max(number) FROM made.journal), happened, "
      "recorded, "
      "counted_on(project, ?1), actor, role, unit, channel, command, command_id, reason, "
      "counted_on(payload, ?1), salt, payload_hash, stream_prev, prev, hash FROM made.journal WHERE project "
      "<> ''";
  // The copies leave gaps in the numbers of the journal, which its trigger would refuse.
  std::string in_order;
  {
    auto trigger = connection.prepare("SELECT sql FROM main.sqlite_master WHERE name = 'journal_in_order'");
    if (trigger.step()) in_order = trigger.text(0);
  }
  const std::string statements[]{copy_statement<office::Project>(),
                                 copy_statement<office::SessionRow>(),
                                 copy_statement<office::Visit>(),
                                 copy_statement<office::Task>(),
                                 copy_statement<office::Timer>(),
                                 copy_statement<office::Notice>(),
                                 journal};
  connection.execute("BEGIN; DROP TRIGGER main.journal_in_order;");
  for (const std::string& statement : statements)
    for (std::int64_t turn = 1; turn < times; ++turn) connection.prepare(statement).bind(turn).run();
  connection.prepare("UPDATE main.sequence SET last = last * ?1").bind(std::int64_t{times}).run();
  connection.execute((in_order + "; COMMIT").c_str());
}

}  // namespace kyodo::bench
