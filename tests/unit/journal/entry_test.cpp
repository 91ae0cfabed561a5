// Rows of the journal: their hashes, and the codec of the events they hold.
#include "journal/entry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "base/sha256.h"

namespace kyodo::journal {
namespace {

using ::testing::HasSubstr;

Entry full_entry() {
  Entry entry;
  entry.number = 7;
  entry.happened = {1'522'540'800'000};
  entry.recorded = {1'522'540'800'001};
  entry.project = "P-1";
  entry.actor = "kankyo-tanto";
  entry.role = "section";
  entry.unit = "0301";
  entry.channel = "cli:root";
  entry.command = "task.submit";
  entry.command_id = "K-7";
  entry.reason = "理由";
  entry.payload = encode({SessionEnded{"P-1"}});
  entry.salt = "00ff";
  entry.payload_hash = hash_payload(entry);
  entry.stream_prev = std::string(64, 'a');
  entry.prev = std::string(64, 'b');
  entry.hash = hash_entry(entry);
  return entry;
}

// --- hashes ---

// Computed by another program from what docs/formats/journal.md says: a change here makes every journal there
// is unreadable.
TEST(JournalHash, StaysWhatItWasForTheSameRow) {
  Entry entry = full_entry();
  EXPECT_EQ(entry.payload, R"({"events":[{"type":"session.ended","v":1,"data":{"session":"P-1"}}]})");
  EXPECT_EQ(entry.payload_hash, "1e38c86b44a531e37f1d566718c04afbaca390f83396654edb150db52e0287a9");
  EXPECT_EQ(entry.hash, "13a4ff5c3a18c396839b52e4360bb1e8cc82ac260145958bbff7041df0bb507c");
}

// Payload and salt are covered by the payload's own hash, so that disposal can remove both.
TEST(JournalHash, CoversEveryMemberButThePayloadWhichItsOwnHashCovers) {
  const Entry entry = full_entry();
  boost::mp11::mp_for_each<record_detail::members<Entry>>([&](auto d) {
    Entry changed = entry;
    auto& member = changed.*d.pointer;
    using M = std::remove_reference_t<decltype(member)>;
    if constexpr (std::is_same_v<M, std::string>)
      member += "x";
    else if constexpr (std::is_same_v<M, TimePoint>)
      ++member.ms;
    else
      ++member;
    const std::string name = d.name;
    if (name == "hash") return;
    if (name == "payload" || name == "salt")
      EXPECT_EQ(hash_entry(changed), entry.hash);
    else
      EXPECT_NE(hash_entry(changed), entry.hash) << name;
    EXPECT_EQ(hash_payload(changed) != entry.payload_hash, name == "payload" || name == "salt") << name;
  });
}

TEST(JournalHash, TellsWhereOneMemberEndsAndTheNextBegins) {
  Entry one = full_entry(), other = full_entry();
  one.role = "section0";
  one.unit = "301";
  EXPECT_NE(hash_entry(one), hash_entry(other));
}

// --- codec ---

// Deterministic values for every member of an event, so that none is left out by the codec.
template <class T>
void fill(T& value, int depth = 0) {
  using namespace record_detail;
  if constexpr (std::is_same_v<T, bool>)
    value = true;
  else if constexpr (std::is_same_v<T, std::int64_t>)
    value = 42;
  else if constexpr (std::is_same_v<T, std::string>)
    value = "文字 \"quoted\"\n";
  else if constexpr (std::is_same_v<T, LocalDate>)
    value = *parse_date("2018-06-01");
  else if constexpr (std::is_same_v<T, TimePoint>)
    value.ms = -5;
  else if constexpr (std::is_same_v<T, Json>)
    value = JsonArray{1.5, nullptr, "x", JsonObject{{"a", false}}};
  else if constexpr (std::is_same_v<T, JsonObject>)
    value = JsonObject{{"b", 1}, {"a", JsonArray{}}};
  else if constexpr (std::is_same_v<T, JsonArray>)
    value = JsonArray{JsonObject{{"z", 0}}};
  else if constexpr (is_optional<T>::value)
    fill(value.emplace(), depth + 1);
  else if constexpr (is_vector<T>::value)
    fill(value.emplace_back(), depth + 1);
  else
    boost::mp11::mp_for_each<members<T>>([&](auto d) { fill(value.*d.pointer, depth + 1); });
}

TEST(JournalCodec, GivesBackEveryEventByteForByte) {
  boost::mp11::mp_for_each<
      boost::mp11::mp_transform<std::add_pointer_t, boost::mp11::mp_rename<Event, boost::mp11::mp_list>>>(
      [](auto type) {
        using E = std::remove_pointer_t<decltype(type)>;
        E event{};
        for (int filled = 0; filled < 2; ++filled) {
          const std::string text = encode({event});
          auto decoded = decode(text);
          ASSERT_TRUE(decoded) << E::kType << ": " << decoded.error().text.en;
          ASSERT_EQ(decoded->size(), 1u);
          EXPECT_TRUE(std::holds_alternative<E>(decoded->front())) << E::kType;
          EXPECT_STREQ(type_of(decoded->front()), E::kType);
          EXPECT_EQ(encode(*decoded), text);
          EXPECT_EQ(data_of(decoded->front()), to_json(event));
          fill(event);
        }
      });
}

TEST(JournalCodec, GivesEveryEventATypeOfItsOwn) {
  std::set<std::string> types;
  boost::mp11::mp_for_each<
      boost::mp11::mp_transform<std::add_pointer_t, boost::mp11::mp_rename<Event, boost::mp11::mp_list>>>(
      [&](auto type) { EXPECT_TRUE(types.insert(std::remove_pointer_t<decltype(type)>::kType).second); });
}

TEST(JournalCodec, KeepsTheOrderOfEventsAndAnEmptyList) {
  auto decoded = decode(encode({SessionEnded{"P-1"}, TimerCleared{"task/T-1"}, SessionEnded{"P-2"}}));
  ASSERT_TRUE(decoded);
  ASSERT_EQ(decoded->size(), 3u);
  EXPECT_STREQ(type_of((*decoded)[1]), "timer.cleared");
  EXPECT_EQ(std::get<SessionEnded>((*decoded)[2]).session, "P-2");
  EXPECT_TRUE(decode(encode({})).value().empty());
}

TEST(JournalCodec, KeepsWhatPeopleAndScriptsMayGive) {
  Json deep = 1;
  for (int i = 0; i < kMaxJsonDepth; ++i) deep = JsonArray{std::move(deep)};
  const Json nul = boost::json::string_view("a\0b", 3);
  for (const Json& value : {deep, nul, Json(3.6666666666666665), Json(2.2580544717544087e184),
                            Json(18'446'744'073'709'551'615ull)}) {
    auto decoded = decode(encode({SettingChanged{"k", value}}));
    ASSERT_TRUE(decoded) << decoded.error().text.en;
    EXPECT_EQ(std::get<SettingChanged>(decoded->front()).value, value);
  }
}

// A JSON document larger than anybody may hand in, as an installed workflow with its children may well be.
TEST(JournalCodec, ReadsPayloadsLargerThanAnInputMayBe) {
  std::string text(kMaxJsonBytes + 1, 'x');
  EXPECT_TRUE(decode(encode({SettingChanged{"k", boost::json::string_view(text)}})));
}

TEST(JournalCodec, CallsAnUnknownTypeOrVersionNewer) {
  for (const char* text : {R"({"events":[{"type":"dragon.slain","v":1,"data":{}}]})",
                           R"({"events":[{"type":"session.ended","v":2,"data":{"session":"P-1"}}]})"}) {
    auto decoded = decode(text);
    ASSERT_FALSE(decoded) << text;
    EXPECT_EQ(decoded.error().code, Code::newer) << text;
    EXPECT_THAT(decoded.error().text.en, HasSubstr("newer version"));
  }
}

TEST(JournalCodec, CallsDamagedTextCorrupt) {
  for (const char* text : {"", "{", "[]", "7", "null", R"({})", R"({"events":{}})", R"({"events":[7]})",
                           R"({"events":[{}]})", R"({"events":[{"type":"session.ended","v":1}]})",
                           R"({"events":[{"type":"session.ended","v":1,"data":7}]})",
                           R"({"events":[{"type":"session.ended","v":1,"data":{}}]})",
                           R"({"events":[{"type":"session.ended","v":1,"data":{"session":7}}]})",
                           R"({"events":[{"type":"session.ended","v":1,"data":{"session":"P-1","more":1}}]})",
                           R"({"events":[{"type":"session.ended","v":1,"data":{"session":"P-1"}}]} )"
                           "x"}) {
    auto decoded = decode(text);
    ASSERT_FALSE(decoded) << text;
    EXPECT_EQ(decoded.error().code, Code::corrupt) << text << ": " << decoded.error().text.en;
    EXPECT_FALSE(decoded.error().text.ja.empty());
  }
}

// --- fixtures: what earlier versions wrote stays readable ---

// One line per type and version: {"type","v","data"}. Lines are never changed; a new version adds lines.
TEST(JournalFixtures, AreAllReadAndHoldEveryTypeThereIs) {
  std::set<std::string> seen;
  std::ifstream file(std::string(KYODO_SOURCE_DIR) + "/tests/fixtures/journal/events-v1.jsonl");
  for (std::string line; std::getline(file, line);) {
    auto decoded = decode("{\"events\":[" + line + "]}");
    ASSERT_TRUE(decoded) << line << "\n" << decoded.error().text.en;
    const Event& event = decoded->front();
    seen.insert(type_of(event));
    // Nothing of the line is lost in reading it.
    EXPECT_EQ(parse_json(line).value().as_object().at("data"), data_of(event)) << line;
  }
  boost::mp11::mp_for_each<
      boost::mp11::mp_transform<std::add_pointer_t, boost::mp11::mp_rename<Event, boost::mp11::mp_list>>>(
      [&](auto type) {
        EXPECT_TRUE(seen.contains(std::remove_pointer_t<decltype(type)>::kType))
            << std::remove_pointer_t<decltype(type)>::kType << " has no fixture";
      });
}

}  // namespace
}  // namespace kyodo::journal
