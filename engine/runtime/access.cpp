#include "runtime/access.h"

#include <fmt/format.h>

#include "base/sha256.h"
#include "runtime/authority.h"
#include "runtime/deciders.h"

namespace kyodo::runtime {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

// Everybody looks after their own; those of others are for whoever the table says.
void authorise_token(Work& work, const std::string& person, const char* operation) {
  if (work.command.actor != person || person.empty()) return authorise(work, {.name = operation});
  auto known = Rights::of(work.tables, person, work.today);
  if (!known) refuse(known.error());
  work.acting.person = person;
}

std::vector<Token> tokens_of(Work& work, const std::string& person) {
  return work.tables.find<Token>({.where = {office::eq("person", person)}, .order = {"name"}});
}

}  // namespace

Result<Token> check_token(Tables& tables, std::string_view token, TimePoint now) {
  auto found = tables.get<Token>(sha256_hex(token));
  const auto person = found ? tables.get<office::Person>(found->person) : nullptr;
  if (!person || !person->active || (found->expires && *found->expires <= now))
    return fail(Code::not_authorised,
                "このトークンは使えません。期限が切れたか取り消されています。新しいものを作ってください。",
                "This token is not good: it has expired or was revoked. Make a new one.");
  return *found;
}

void decide(Work& work, const AddToken& command) {
  authorise_token(work, command.person, "token.add");
  auto person = work.tables.get<office::Person>(command.person);
  if (!person)
    refuse(Code::unknown_id,
           fmt::format("利用者「{}」は登録されていません。kyodo person list で確かめてください。",
                       command.person),
           fmt::format("There is no person \"{}\". See kyodo person list.", command.person));
  std::vector<Problem> problems;
  if (command.name.empty() || command.name.size() > kMaxIdBytes)
    problems.push_back({"/name",
                        "maxLength",
                        {fmt::format("名前は 1 から {} バイトまでです。", kMaxIdBytes),
                         fmt::format("A name has 1 to {} bytes.", kMaxIdBytes)}});
  if (command.scope != "read" && command.scope != "write")
    problems.push_back({"/scope", "enum", {"read か write です。", "It is read or write."}});
  if (command.days && (*command.days < 1 || *command.days > kMaxTokenDays))
    problems.push_back({"/days",
                        "maximum",
                        {fmt::format("1 から {} までの日数です。", kMaxTokenDays),
                         fmt::format("A number of days from 1 to {}.", kMaxTokenDays)}});
  if (command.hash.size() != 64 || command.hash.find_first_not_of("0123456789abcdef") != std::string::npos)
    problems.push_back({"/hash", "pattern", {"SHA-256 が必要です。", "A SHA-256 is needed."}});
  if (!problems.empty()) refuse(record_error(std::move(problems), command.kName));
  const std::vector<Token> others = tokens_of(work, command.person);
  for (const Token& other : others)
    if (other.name == command.name)
      refuse(
          Code::refused,
          fmt::format("「{}」という名前のトークンはすでにあります。先に取り消してください。", command.name),
          fmt::format("There is a token \"{}\" already. Revoke it first.", command.name));
  if (others.size() >= kMaxTokens)
    refuse(Code::limit, fmt::format("トークンは一人 {} 個までです。", kMaxTokens),
           fmt::format("A person has at most {} tokens.", kMaxTokens));
  Token token{command.hash, command.person, command.name, command.scope, work.now, std::nullopt};
  if (command.days) token.expires = TimePoint{work.now.ms + *command.days * kDayMs};
  work.emit("", journal::TokenAdded{token.person, token.name, token.scope, token.expires});
  work.tables.put(std::move(token));
}

void decide(Work& work, const RevokeToken& command) {
  authorise_token(work, command.person, "token.revoke");
  for (const Token& token : tokens_of(work, command.person)) {
    if (token.name != command.name) continue;
    work.emit("", journal::TokenRevoked{token.person, token.name});
    return work.tables.erase<Token>(token.hash);
  }
  refuse(Code::unknown_id,
         fmt::format("「{}」という名前のトークンはありません。kyodo token list で確かめてください。",
                     command.name),
         fmt::format("There is no token \"{}\". See kyodo token list.", command.name));
}

}  // namespace kyodo::runtime
