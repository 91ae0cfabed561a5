// How people and programs show who they are: passwords, and tokens for the API, made here, shown once, kept
// as hashes.
#include <istream>

#include "base/sha256.h"
#include "cli/handlers.h"
#include "cli/password.h"

namespace kyodo::cli {

Result<void> person_password(Context& context) {
  Machine& machine = context.machine();
  std::string password;
  if (machine.read_secret)
    password = machine.read_secret();
  else
    std::getline(machine.in, password);
  if (auto fit = check_new_password(password); !fit) return fit.error();
  auto line = context.line();
  if (!line) return line.error();
  line->args["hash"] = machine.hash_password(password);
  return apply_and_print(context, *line);
}

Result<void> token_add(Context& context) {
  auto line = context.line();
  if (!line) return line.error();
  constexpr std::size_t kTokenBytes = 24;
  const std::string token = "kyodo_" + context.machine().random_hex(kTokenBytes);
  line->args["hash"] = sha256_hex(token);
  line->args["scope"] = context.call().has("write") ? "write" : "read";
  auto answer = context.execute(*line);
  if (!answer) return answer.error();
  context.output().print_json(JsonObject{{"token", token}});
  context.output().raw(token + "\n");
  context.output().line(
      {"控えてください。もう一度見ることはできません。", "Note it: it is not shown again."});
  return {};
}

Result<void> token_list(Context& context) {
  auto rights = context.rights();
  if (!rights) return rights.error();
  const bool all = (*rights)->may({.name = "token.add"}).has_value();
  const bool ja = context.lang() == Lang::ja;
  JsonArray list;
  std::vector<std::vector<report::Cell>> rows;
  for (const runtime::Token& token : context.store().find<runtime::Token>({.order = {"person", "name"}})) {
    if (!all && token.person != context.actor()) continue;
    const std::string until =
        token.expires ? calendar::local_time_text(context.calendar(), *token.expires) : "";
    JsonObject one{{"person", token.person}, {"name", token.name}, {"scope", token.scope}};
    if (token.expires) one["expires"] = calendar::to_rfc3339(context.calendar(), *token.expires);
    list.push_back(std::move(one));
    const bool writes = token.scope == "write";
    rows.push_back({token.person, token.name,
                    ja ? (writes ? "変更もできる" : "読み取り専用") : (writes ? "write" : "read"), until});
  }
  context.output().print_json(JsonObject{{"tokens", std::move(list)}});
  context.output().table(
      {{ja ? "利用者" : "person"}, {ja ? "名前" : "name"}, {ja ? "範囲" : "scope"}, {ja ? "期限" : "until"}},
      rows);
  return {};
}

}  // namespace kyodo::cli
