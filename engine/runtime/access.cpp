#include "runtime/access.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/sha256.h"
#include "runtime/authority.h"
#include "runtime/deciders.h"
#include "runtime/people.h"

namespace kyodo::runtime {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

// Everybody looks after their own; those of others are for whoever the table says.
void authorise_own(Work& work, const std::string& person, const char* operation) {
  if (work.command.actor != person || person.empty()) return authorise(work, {.name = operation});
  auto known = Rights::of(work.tables, person, work.today);
  if (!known) refuse(known.error());
  work.acting.person = person;
}

constexpr std::size_t kMaxHashBytes = 200;
constexpr const char* kAuditor = "auditor";

Error unknown_person(const std::string& id) {
  return fail(Code::unknown_id,
              fmt::format("利用者「{}」は登録されていません。kyodo person list で確かめてください。", id),
              fmt::format("There is no person \"{}\". See kyodo person list.", id));
}

std::vector<Login> logins_of(Work& work, const std::string& person) {
  return work.tables.find<Login>({.where = {office::eq("person", person)}, .order = {"hash"}});
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

std::optional<Login> find_login(Tables& tables, const std::string& hash, TimePoint now) {
  const auto found = tables.get<Login>(hash);
  const auto person = found ? tables.get<office::Person>(found->person) : nullptr;
  if (!person || !person->active || found->expires <= now) return std::nullopt;
  // Begun under a clock that was set back since: it would last for as long as that clock was ahead.
  if (found->expires.ms - now.ms > kLoginMs) return std::nullopt;
  return *found;
}

void offer_claim(Tables& tables, std::string_view code, TimePoint now) {
  tables.put(Meta{"claim", fmt::format("{} {}", sha256_hex(code), now.ms + kClaimMs)});
}

bool is_audited(Tables& tables, const std::string& person, LocalDate today) {
  const auto grants = grants_of(tables, person, today);
  return std::any_of(grants.begin(), grants.end(),
                     [](const office::Grant& grant) { return grant.role == kAuditor; });
}

void decide(Work& work, const ClaimOffice& command) {
  authorise(work, {.name = "office.claim"});
  const auto claim = work.tables.get<Meta>("claim");
  const std::size_t space = claim ? claim->value.find(' ') : std::string::npos;
  if (space == std::string::npos || claim->value.substr(0, space) != command.code ||
      std::strtoll(claim->value.c_str() + space, nullptr, 10) <= work.now.ms)
    refuse(Code::not_authorised,
           "この登録コードは使えません。正しいか確かめてください。使えるのは一度だけで、30日を過ぎると、"
           "機械の操作員が kyodo person import、role import、person password で登録します。",
           "This code is not good. It works once, for 30 days; after that whoever operates the machine "
           "registers "
           "people with kyodo person import, role import and person password.");
  decide(work, ImportPersons{{JsonObject{
                   {"id", command.person}, {"name", command.name}, {"mail", command.mail.value_or("")}}}});
  decide(work, GrantRole{command.person, "admin", std::nullopt, std::nullopt, std::nullopt});
  decide(work, SetPassword{command.person, command.hash});
  work.tables.erase<Meta>("claim");
  work.answer.data = {{"person", command.person}};
}

void decide(Work& work, const NoteReading& command) {
  if (!is_audited(work.tables, work.command.actor, work.today))
    refuse(Code::not_authorised, "閲覧を記録するのは、監査の役割を持つ人だけです。",
           "Only an auditor's reading is noted.");
  work.acting = {work.command.actor, "", kAuditor, "", ""};
  work.emit(work.tables.get<office::Project>(command.project) ? command.project : "",
            journal::ThingRead{command.path});
}

void decide(Work& work, const AddToken& command) {
  authorise_own(work, command.person, "token.add");
  if (!work.tables.get<office::Person>(command.person)) refuse(unknown_person(command.person));
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
  authorise_own(work, command.person, "token.revoke");
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

void decide(Work& work, const SetPassword& command) {
  authorise_own(work, command.person, "person.password");
  if (!work.tables.get<office::Person>(command.person)) refuse(unknown_person(command.person));
  if (command.hash.empty() || command.hash.size() > kMaxHashBytes)
    refuse(Code::bad_input, "パスワードのハッシュが正しくありません。",
           "The hash of the password is not valid.");
  work.emit("", journal::PasswordSet{command.person});
  work.tables.put(Credential{command.person, command.hash, 0, {}});
  for (const Login& login : logins_of(work, command.person)) work.tables.erase<Login>(login.hash);
}

void decide(Work& work, const BeginLogin& command) {
  authorise(work, {.name = "login.begin"});
  auto credential = work.tables.get<Credential>(command.person);
  if (!credential) refuse(unknown_person(command.person));
  // What has expired is of no use to anybody.
  for (const Login& old :
       work.tables.find<Login>({.where = {office::le("expires", work.now.ms)}, .order = {"hash"}}))
    work.tables.erase<Login>(old.hash);
  work.tables.put(Login{command.hash, command.person, command.csrf, work.now, {work.now.ms + kLoginMs}});
  if (credential->failed == 0) return;
  Credential good = *credential;
  good.failed = 0;
  good.locked_until = {};
  work.tables.put(std::move(good));
}

void decide(Work& work, const FailLogin& command) {
  authorise(work, {.name = "login.fail"});
  auto credential = work.tables.get<Credential>(command.person);
  if (!credential) return;
  Credential bad = *credential;
  if (const std::int64_t over = ++bad.failed - kFreeAttempts; over >= 0)
    bad.locked_until.ms =
        work.now.ms + std::min(kFirstWaitMs << std::min<std::int64_t>(over, 10), kLongestWaitMs);
  work.tables.put(std::move(bad));
}

void decide(Work& work, const EndLogin& command) {
  authorise(work, {.name = "login.end"});
  work.tables.erase<Login>(command.hash);
}

}  // namespace kyodo::runtime
