#include "runtime/verify.h"

#include <fmt/format.h>

#include <limits>
#include <map>
#include <set>

#include "base/sha256.h"
#include "runtime/overlay.h"
#include "runtime/project_events.h"

namespace kyodo::runtime {
namespace {

constexpr std::int64_t kProgressEvery = 2'000;

void report(VerifyReport& out, std::string rule, std::int64_t entry, std::string ja, std::string en) {
  if (out.findings.size() < kMaxVerifyFindings)
    out.findings.push_back({std::move(rule), entry, {std::move(ja), std::move(en)}});
}

// The chain: numbers without gaps, each row's hash, its links to the row before and to its project's row
// before.
class Chain {
 public:
  explicit Chain(VerifyReport& out) : out_(out) {}

  void check(const journal::Entry& entry) {
    if (entry.number != next_)
      report(out_, "order", entry.number,
             fmt::format("{} 行目があるはずの所に {} 行目があります。行が抜けたか、挟まれています。", next_,
                         entry.number),
             fmt::format("Row {} stands where row {} should. A row was removed or inserted.", entry.number,
                         next_));
    next_ = entry.number < std::numeric_limits<std::int64_t>::max() ? entry.number + 1 : entry.number;
    if (entry.prev != prev_)
      report(out_, "order", entry.number,
             fmt::format("{} 行目は直前の行とつながっていません。", entry.number),
             fmt::format("Row {} does not continue the row before it.", entry.number));
    if (journal::hash_entry(entry) != entry.hash)
      report(out_, "hash", entry.number,
             fmt::format("{} 行目は記録された後に変えられています。", entry.number),
             fmt::format("Row {} was changed after it was recorded.", entry.number));
    if (journal::hash_payload(entry) != entry.payload_hash)
      report(out_, "payload", entry.number,
             fmt::format("{} 行目の中身は記録された後に変えられています。", entry.number),
             fmt::format("The content of row {} was changed after it was recorded.", entry.number));
    if (!entry.project.empty()) {
      std::string& stream = streams_.try_emplace(entry.project, journal::kZeroHash).first->second;
      if (entry.stream_prev != stream)
        report(
            out_, "stream", entry.number,
            fmt::format("{} 行目は事業 {} の前の記録とつながっていません。", entry.number, entry.project),
            fmt::format("Row {} does not continue the history of project {}.", entry.number, entry.project));
      stream = entry.hash;
    }
    prev_ = entry.hash;
  }
  const std::string& head() const { return prev_; }

 private:
  VerifyReport& out_;
  std::int64_t next_ = 1;
  std::string prev_ = journal::kZeroHash;
  std::map<std::string, std::string> streams_;
};

template <class T>
void compare(Store& store, Store& rebuilt, VerifyReport& out) {
  const office::Table& table = office::table_of<T>();
  const office::Query all{.order = {table.columns[0].name}};
  std::map<std::string, office::RowPtr> expected;
  for (office::RowPtr& row : rebuilt.find_rows(table, all)) expected[row->key()] = std::move(row);
  auto say = [&](const std::string& key, const char* ja, const char* en) {
    report(
        out, "projection", 0,
        fmt::format("表 {} の「{}」が{}。記録からの再構成と一致しません。", table.name, key, ja),
        fmt::format("Table {}: \"{}\" {}. It differs from a rebuild from the journal.", table.name, key, en));
  };
  for (const office::RowPtr& row : store.find_rows(table, all)) {
    const std::string& key = row->key();
    auto found = expected.find(key);
    if (found == expected.end()) {
      say(key, "余分にあります", "should not be there");
      continue;
    }
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      if (row->cell(i) != found->second->cell(i)) {
        say(key, fmt::format("列 {} で違っています", table.columns[i].name).c_str(),
            fmt::format("differs in column {}", table.columns[i].name).c_str());
        break;
      }
    expected.erase(found);
  }
  for (const auto& [key, row] : expected) say(key, "欠けています", "is missing");
}

// Every blob is what its name says, and none that an attachment or a package needs is missing.
void check_blobs(Store& store, VerifyReport& out) {
  std::set<std::string> there;
  for (const std::string& id : store.blob_ids()) {
    auto bytes = store.get_blob(id);
    there.insert(id);
    if (!bytes || sha256_hex(*bytes) != id)
      report(out, "blob", 0,
             fmt::format("添付またはワークフローのファイル {} の中身が変えられています。", id.substr(0, 12)),
             fmt::format("The content of blob {} was changed.", id.substr(0, 12)));
  }
  auto need = [&](const std::string& id, const std::string& of) {
    if (!there.contains(id))
      report(out, "blob", 0, fmt::format("{} の中身({})がありません。", of, id.substr(0, 12)),
             fmt::format("The content of {} (blob {}) is missing.", of, id.substr(0, 12)));
  };
  for (const office::Attachment& one : store.find<office::Attachment>({.order = {"id"}}))
    need(one.blob, one.id + " " + one.name);
  for (const office::Workflow& one : store.find<office::Workflow>({.order = {"hash"}}))
    for (const auto& file : one.files)
      if (file.value().is_string())
        need(std::string(file.value().get_string()), one.name + "/" + std::string(file.key()));
}

}  // namespace

VerifyReport verify(Store& store, Store& scratch, const std::optional<NotedHead>& noted,
                    const std::function<void(std::int64_t, std::int64_t)>& progress) {
  VerifyReport out;
  Chain chain(out);
  const Snapshot one_state(store);
  scratch.begin_write();
  try {
    auto last = store.last_entry();
    const std::int64_t of = last ? last->number : 0;
    bool head_seen = !noted || (noted->number == 0 && noted->hash == journal::kZeroHash);
    bool applying = true;
    // From the very first: a row with a number below 1 is one too many.
    store.read_journal(std::numeric_limits<std::int64_t>::min(), "", [&](const journal::Entry& entry) {
      ++out.entries;
      chain.check(entry);
      if (noted && entry.number == noted->number && entry.hash == noted->hash) head_seen = true;
      if (applying) {
        auto events = journal::decode(entry.payload);
        if (!events) {
          report(out, "payload", entry.number,
                 fmt::format("{} 行目: {}", entry.number, events.error().text.ja),
                 fmt::format("Row {}: {}", entry.number, events.error().text.en));
          applying = false;  // what follows would only repeat the same difference
        } else {
          Overlay overlay(scratch);
          for (journal::Event& event : *events) apply_event(overlay, std::move(event));
          apply_entry_end(overlay, entry.project);
          overlay.flush();
        }
      }
      if (progress && out.entries % kProgressEvery == 0) progress(out.entries, of);
      return true;
    });
    out.head = chain.head();
    if (!head_seen)
      report(
          out, "head", noted->number,
          fmt::format(
              "控えておいた {} 行目({}…)がありません。記録の末尾が切られたか、過去が書き換えられています。",
              noted->number, noted->hash.substr(0, 12)),
          fmt::format("The noted head {}:{}… is not there. The tail was cut or the past was rewritten.",
                      noted->number, noted->hash.substr(0, 12)));
    if (applying)
      boost::mp11::mp_for_each<boost::mp11::mp_transform<std::add_pointer_t, office::Entities>>(
          [&](auto type) { compare<std::remove_pointer_t<decltype(type)>>(store, scratch, out); });
    check_blobs(store, out);
  } catch (const StorageFailure& failure) {
    report(out, "storage", 0, failure.error().text.ja, failure.error().text.en);
  } catch (const std::exception& damage) {
    report(out, "projection", 0, fmt::format("表の行を読めません({})。", damage.what()),
           fmt::format("A row cannot be read ({}).", damage.what()));
  }
  scratch.rollback();
  return out;
}

}  // namespace kyodo::runtime
