#include "notify/delivery.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/sha256.h"

namespace kyodo::notify {
namespace {

using namespace runtime;

constexpr const char* kClosedKey = "delivery_closed";
constexpr const char* kClaimKey = "delivering";
constexpr const char* kLastKey = "last_delivery";

// The attempt that is being made: that of this message under this time of trying.
struct Claim {
  std::string message;
  TimePoint next_try;
  std::int64_t times = 0;  // begun, none of them recorded
};
BOOST_DESCRIBE_STRUCT(Claim, (), (message, next_try, times))

template <class T>
std::optional<T> kept(Tables& tables, const char* key) {
  auto meta = tables.get<Meta>(key);
  if (!meta) return std::nullopt;
  auto json = parse_stored_json(meta->value);
  auto value = json ? from_json<T>(*json, key) : Result<T>(json.error());
  return value ? std::optional(std::move(*value)) : std::nullopt;
}

// In the order of their time. One that is said to wait longer than anything may was put off by a clock that
// was ahead.
std::vector<office::Message> due_messages(Store& store, TimePoint now) {
  const auto queued = office::eq("status", std::string("queued"));
  auto due = store.find<office::Message>({.where = {queued, office::le("next_try", now.ms)},
                                          .order = {"next_try", "id"},
                                          .limit = static_cast<std::int64_t>(kMaxGroup)});
  if (!due.empty()) return due;
  return store.find<office::Message>(
      {.where = {queued, {"next_try", office::Term::Op::ge, now.ms + kMaxAskedWaitMs + 1}},
       .order = {"next_try", "id"},
       .limit = static_cast<std::int64_t>(kMaxGroup)});
}

// How often this attempt was begun, this time included; not written when that is too often.
std::int64_t claim(Store& store, const office::Message& message) {
  Claim mine{message.id, message.next_try, 1};
  const auto before = kept<Claim>(store, kClaimKey);
  if (before && before->message == mine.message && before->next_try == mine.next_try)
    mine.times = before->times + 1;
  if (mine.times > kMaxUnrecorded) return mine.times;
  store.begin_write();
  store.put(Meta{kClaimKey, to_text(to_json(mine))});
  store.commit();
  return mine.times;
}

// The message as mail, with a Message-ID that stays the same over every attempt.
Mail mail_of(const office::Message& message, const std::string& name, const Settings& settings,
             const calendar::Calendar& calendar) {
  Mail mail;
  mail.from = settings.from;
  mail.from_name = settings.office_name;
  mail.to = message.address;
  mail.to_name = name;
  mail.subject = message.subject;
  mail.body = message.body;
  mail.message_id = message.message_id;
  // The date of writing, not of the attempt: a mail tried again is the same mail.
  mail.date = message.created;
  LocalDate day = calendar::local_date(calendar, message.created);
  mail.offset_minutes = static_cast<int>(
      (std::int64_t{days_since_epoch(day)} * 86'400'000 - calendar::start_of_day(calendar, day).ms) / 60'000);
  return mail;
}

Result<void> hand_over(Store& store, Channel& channel, const Settings& settings,
                       const calendar::Calendar& calendar, const office::Message& message) {
  if (message.address.empty())
    return fail(Code::bad_input,
                "宛先のメールアドレスが登録されていません。kyodo person import で登録してください。",
                "The person has no mail address. Register one with kyodo person import.");
  if (claim(store, message) > kMaxUnrecorded)
    return fail(
        Code::bad_input,
        fmt::format("送った結果を {} 回続けて記録できませんでした。kyodo.log "
                    "と空き容量を確かめてください。届いている可能性があります。",
                    kMaxUnrecorded),
        fmt::format("What came of sending it could not be recorded {} times in a row. Look at kyodo.log "
                    "and the free space. It may have arrived.",
                    kMaxUnrecorded));
  auto person = store.get<office::Person>(message.person);
  return channel.deliver(mail_of(message, person ? person->name : "", settings, calendar));
}

ReportDelivery outcome_of(const office::Message& message, const Result<void>& delivered,
                          const Settings& settings, TimePoint now, std::int64_t asked_wait_ms,
                          Delivered& report) {
  ReportDelivery outcome{message.id, "sent", std::nullopt, std::nullopt};
  if (delivered) {
    ++report.sent;
    return outcome;
  }
  outcome.error = delivered.error().text.ja;
  if (delivered.error().code == Code::bad_input || message.attempts + 1 >= settings.max_attempts) {
    ++report.failed;
    outcome.status = "failed";
  } else {
    ++report.retry;
    outcome.status = "queued";
    outcome.next_try =
        TimePoint{now.ms + std::max(retry_wait(message.message_id, message.attempts), asked_wait_ms)};
  }
  return outcome;
}

}  // namespace

std::int64_t retry_wait(const std::string& message_id, std::int64_t attempts) {
  const std::int64_t wait = std::min(kFirstRetryMs << std::min<std::int64_t>(attempts, 10), kLongestRetryMs);
  const std::string digits = sha256_hex(message_id + "/" + std::to_string(attempts)).substr(0, 8);
  std::uint32_t chance = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), chance, 16);
  const std::int64_t spread = wait * kRetrySpreadPercent / 100;
  return wait - spread + 2 * spread * chance / UINT32_MAX;
}

Result<void> deliver_waiting(Engine& engine, Channel& channel, const Settings& settings, TimePoint now,
                             const KeepOn& keep_on, Delivered& report) {
  auto calendar = engine.calendar();
  if (!calendar) return calendar.error();
  Store& store = engine.store();
  for (;;) {
    const auto waiting = due_messages(store, now);
    if (waiting.empty()) break;
    for (const office::Message& message : waiting) {
      if (report.attempted() >= kMaxMailsPerRun || (keep_on && !keep_on())) {
        report.left = true;
        break;
      }
      const Result<void> delivered = hand_over(store, channel, settings, *calendar, message);
      if (!delivered && delivered.error().code == Code::io) {
        report.closed = delivered.error().text;
        report.asked_wait_ms = channel.asked_wait_ms();
        break;
      }
      auto recorded =
          engine.apply({outcome_of(message, delivered, settings, now, channel.asked_wait_ms(), report),
                        "system", "", "system", "", std::nullopt, now, std::nullopt});
      if (!recorded) return recorded.error();
    }
    if (report.left || report.closed) break;
  }
  if (report.sent > 0) {
    store.begin_write();
    store.put(Meta{kLastKey, std::to_string(now.ms)});
    store.commit();
  }
  return {};
}

std::optional<Closed> closed_way(Tables& tables) {
  return kept<Closed>(tables, kClosedKey);
}

void keep_closed(Store& store, const std::optional<Closed>& before, const Delivered& report, TimePoint now) {
  Closed closed = before.value_or(Closed{now, now, 0, "", ""});
  closed.until.ms = now.ms + std::max(std::min(kFirstClosedMs << std::min<std::int64_t>(closed.failures, 10),
                                               kLongestClosedMs),
                                      report.asked_wait_ms);
  ++closed.failures;
  closed.ja = report.closed->ja;
  closed.en = report.closed->en;
  store.begin_write();
  store.put(Meta{kClosedKey, to_text(to_json(closed))});
  store.erase<Meta>(kClaimKey);  // it is known what came of that attempt: nothing
  store.commit();
}

void keep_open(Store& store) {
  store.begin_write();
  store.erase<Meta>(kClosedKey);
  store.commit();
}

}  // namespace kyodo::notify
