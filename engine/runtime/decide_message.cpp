// Mail: what goes into the outbox, what became of it, and sending again what was given up.
#include <fmt/format.h>

#include "base/sha256.h"
#include "runtime/authority.h"
#include "runtime/deciders.h"

namespace kyodo::runtime {
namespace {

office::Message message_of(Work& work, const std::string& id) {
  auto message = work.tables.get<office::Message>(id);
  if (!message)
    refuse(Code::unknown_id,
           fmt::format("メール「{}」はありません。kyodo notify list で確かめてください。", id),
           fmt::format("There is no message \"{}\". See kyodo notify list.", id));
  return *message;
}

}  // namespace

void decide(Work& work, const QueueMessage& command) {
  authorise(work, {.name = "message.queue"});
  auto person = work.tables.get<office::Person>(command.person);
  if (!person)
    refuse(Code::unknown_id, fmt::format("利用者「{}」はありません。", command.person),
           fmt::format("There is no person \"{}\".", command.person));
  office::Message message;
  message.id = work.next_id<office::Message>("M");
  message.person = person->id;
  message.address = person->mail;
  message.subject = command.subject;
  message.body = command.body;
  message.message_id = fmt::format("<{}.{}@kyodo.invalid>", message.id,
                                   sha256_hex(message.id + person->id + command.body).substr(0, 16));
  message.created = work.now;
  message.next_try = work.now;
  work.answer.data["message"] = message.id;
  work.emit("", journal::MessageQueued{std::move(message), command.notices});
}

void decide(Work& work, const ReportDelivery& command) {
  authorise(work, {.name = "message.report"});
  const office::Message message = message_of(work, command.message);
  if (message.status == "sent") return;
  if (command.status != "sent" && command.status != "queued" && command.status != "failed")
    refuse(Code::bad_input, "status は sent、queued、failed のいずれかです。",
           "status is sent, queued or failed.");
  work.emit("", journal::MessageStatusChanged{message.id, command.status, command.error.value_or(""),
                                              work.now, command.next_try.value_or(work.now)});
}

void decide(Work& work, const ResendMessage& command) {
  authorise(work, {.name = "message.resend"});
  const office::Message message = message_of(work, command.message);
  if (message.status != "failed")
    refuse(
        Code::refused,
        message.status == "sent"
            ? fmt::format("メール {} は送信済みです。もう一度送れるのは、届けられなかったものだけです。",
                          message.id)
            : fmt::format("メール {} は再送を待っているところです。そのままお待ちください。", message.id),
        message.status == "sent"
            ? fmt::format("Message {} was sent. Only what could not be delivered is sent again.", message.id)
            : fmt::format("Message {} waits to be tried again already.", message.id));
  auto person = work.tables.get<office::Person>(message.person);
  const std::string address = person ? person->mail : "";
  if (address.empty())
    refuse(Code::refused,
           fmt::format("利用者「{}」のメールアドレスが登録されていません。kyodo person import "
                       "で登録してから、もう一度行ってください。",
                       message.person),
           fmt::format("The person \"{}\" has no mail address. Register one with kyodo person import first.",
                       message.person));
  work.answer.data["message"] = message.id;
  work.answer.data["address"] = address;
  work.emit("", journal::MessageResent{message.id, address, work.now});
}

}  // namespace kyodo::runtime
