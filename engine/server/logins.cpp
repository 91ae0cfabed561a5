// Who asks: a token, or a browser that signed on with a password (OWASP: Authentication and Session
// Management Cheat Sheets).
#include <sstream>

#include "base/sha256.h"
#include "cli/password.h"
#include "runtime/access.h"
#include "server/api.h"
#include "server/cookie.h"
#include "server/problem.h"

namespace kyodo::server {
namespace {

constexpr std::size_t kSecretBytes = 32;

// As long as the other, whatever stands in it: the time it takes tells nothing.
bool same_secret(std::string_view a, std::string_view b) {
  unsigned char differs = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i)
    differs = static_cast<unsigned char>(differs | (a[i] ^ b[i]));
  return differs == 0;
}

// Who signed on at a proxy that is trusted with it; "": nobody, or it came from elsewhere.
std::string named_by_proxy(const cli::Settings& settings, const Request& request) {
  std::string header = settings.server.trusted_header;
  for (char& c : header)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (header.empty()) return "";
  std::istringstream proxies(settings.server.trusted_proxies);
  for (std::string one; proxies >> one;)
    if (one == request.peer) return std::string(request.header(header));
  return "";
}

runtime::Command of_the_service(runtime::CommandBody body, const Request& request, TimePoint now) {
  return {std::move(body), "system", "", "http:" + request.id, "", std::nullopt, now, std::nullopt};
}

// Never says whether there is such a person.
Response not_signed_on() {
  return problem(401, "not_authenticated",
                 {"利用者の ID かパスワードが違います。", "The person's id or the password is wrong."});
}

struct SignOn {
  std::string person, password;
};
BOOST_DESCRIBE_STRUCT(SignOn, (), (person, password))

struct Claim {
  std::string code, person, name;
  std::optional<std::string> mail;
  std::string password;
};
BOOST_DESCRIBE_STRUCT(Claim, (), (code, person, name, mail, password))

template <class T>
Result<T> body_as(const Request& request, const char* what) {
  auto json = parse_json(request.body, "");
  if (json) return from_json<T>(*json, what);
  Error error = json.error();
  error.code = Code::wrong_usage;
  return error;
}

}  // namespace

Result<Api::Caller> Api::authenticate(const Request& request, runtime::Store& store, TimePoint now) {
  constexpr std::string_view kBearer = "Bearer ";
  if (const std::string_view given = request.header("authorization"); given.starts_with(kBearer)) {
    auto token = runtime::check_token(store, given.substr(kBearer.size()), now);
    if (!token) return token.error();
    return Caller{token->person, token->scope == "write", ""};
  }
  if (const std::string person = named_by_proxy(parts_.settings, request); !person.empty()) {
    const auto known = store.get<office::Person>(person);
    if (!known || !known->active)
      return fail(Code::not_authorised,
                  "サインインした利用者が kyodo に登録されていません。管理者に登録を頼んでください。",
                  "Who signed on is not registered in kyodo. Ask an administrator.");
    const auto salt = store.get<runtime::Meta>("salt_key");
    const std::string csrf = sha256_hex("csrf " + (salt ? salt->value : "") + " " + person);
    return Caller{person, same_secret(request.header("x-csrf-token"), csrf), csrf};
  }
  if (const std::string cookie = cookie_in(request.header("cookie")); !cookie.empty())
    if (auto login = runtime::find_login(store, sha256_hex(cookie), now)) {
      // A cookie comes by itself, also with what another site asks for; this header does not.
      const bool meant = same_secret(request.header("x-csrf-token"), login->csrf);
      return Caller{login->person, meant, login->csrf};
    }
  return fail(Code::not_authorised,
              "サインインするか、トークンを付けてください(kyodo token add で作れます)。",
              "Sign on, or give a token (kyodo token add makes one).");
}

void Api::sign_on(const Request& request, cli::Opened& opened, Respond respond) {
  auto given = body_as<SignOn>(request, "logins");
  if (!given) return respond(problem(given.error()));
  const TimePoint now = opened.now;
  const auto credential = opened.store->get<runtime::Credential>(given->person);
  const auto person = opened.store->get<office::Person>(given->person);
  const std::int64_t wait_ms = credential ? credential->locked_until.ms - now.ms : 0;
  // A longer wait than any is one of a clock that was set back since.
  if (wait_ms > 0 && wait_ms <= runtime::kLongestWaitMs) {
    Response wait =
        problem(429, "too_many_attempts",
                {"間違いが続いたため、しばらく受け付けません。", "Too many wrong attempts; wait a while."});
    wait.headers.emplace_back("Retry-After", std::to_string(wait_ms / 1000 + 1));
    return respond(std::move(wait));
  }
  // Of somebody who is not there a password is checked too: it takes as long.
  const std::string hash = credential ? credential->hash : unknown_hash();
  const bool fits = given->password.size() <= cli::kMaxPasswordBytes &&
                    parts_.machine.check_password(hash, given->password);
  if (!fits || !credential || !person || !person->active) {
    return submit(of_the_service(runtime::FailLogin{given->person}, request, now), respond,
                  [respond](Result<runtime::Answer> answer) {
                    // Where it cannot be counted, a guess learns nothing: the right one would be told the
                    // same.
                    const bool uncounted = !answer && answer.error().code == Code::storage;
                    respond(uncounted ? problem(answer.error()) : not_signed_on());
                  });
  }
  const std::string cookie = parts_.machine.random_hex(kSecretBytes),
                    csrf = parts_.machine.random_hex(kSecretBytes);
  const bool secure = parts_.settings.server.secure_cookie;
  submit(of_the_service(runtime::BeginLogin{given->person, sha256_hex(cookie), csrf}, request, now), respond,
         [respond, cookie, csrf, id = given->person, secure](Result<runtime::Answer> answer) {
           if (!answer) return respond(problem(answer.error()));
           Response done{200, "application/json", to_text(JsonObject{{"person", id}, {"csrf", csrf}})};
           done.headers.emplace_back("Set-Cookie", set_cookie(cookie, runtime::kLoginMs / 1000, secure));
           respond(std::move(done));
         });
}

void Api::sign_off(const Request& request, cli::Opened& opened, Respond respond) {
  const TimePoint now = opened.now;
  const bool secure = parts_.settings.server.secure_cookie;
  submit(of_the_service(runtime::EndLogin{sha256_hex(cookie_in(request.header("cookie")))}, request, now),
         respond, [respond, secure](Result<runtime::Answer> answer) {
           if (!answer) return respond(problem(answer.error()));
           Response done{200, "application/json", "{}"};
           done.headers.emplace_back("Set-Cookie", set_cookie("", 0, secure));
           respond(std::move(done));
         });
}

// Whoever was given the code of a new database becomes its first administrator.
void Api::claim(const Request& request, cli::Opened& opened, Respond respond) {
  auto given = body_as<Claim>(request, "claim");
  if (!given) return respond(problem(given.error()));
  if (auto good = cli::check_new_password(given->password); !good) return respond(problem(good.error()));
  // Hashing is dear: who has no code is told before it.
  const std::string code = sha256_hex(given->code);
  const auto offered = opened.store->get<runtime::Meta>("claim");
  const bool known = offered && offered->value.starts_with(code);
  runtime::ClaimOffice command{code, given->person, given->name, given->mail,
                               known ? parts_.machine.hash_password(given->password) : unknown_hash()};
  submit(of_the_service(std::move(command), request, opened.now), respond,
         [respond](Result<runtime::Answer> answer) {
           if (!answer) return respond(problem(answer.error()));
           respond({200, "application/json", to_text(runtime::answer_json(*answer))});
         });
}

Response Api::who(const Caller& caller, runtime::Store& store) {
  auto person = store.get<office::Person>(caller.person);
  JsonObject json{{"person", caller.person}, {"name", person ? person->name : ""}};
  if (!caller.csrf.empty()) json["csrf"] = caller.csrf;
  return {200, "application/json", to_text(json)};
}

const std::string& Api::unknown_hash() {
  static const std::string hash = parts_.machine.hash_password(parts_.machine.random_hex(kSecretBytes));
  return hash;
}

}  // namespace kyodo::server
