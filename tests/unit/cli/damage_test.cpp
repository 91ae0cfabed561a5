// A damaged database: whatever is asked of it is answered rightly or refused with the way back, the doctor
// finds the damage, and a backup mends it.
#include <random>

#include "cli_fixture.h"

namespace kyodo::cli {
namespace {

using ::testing::HasSubstr;

constexpr std::size_t kPage = 4'096;

class Damaged : public Cli {
 protected:
  void SetUp() override {
    set_up_city();
    for (int i = 0; i < 5; ++i) add_project("03-" + std::to_string(i));
    done({"backup", folder_ + "/backup.db"});
    whole_ = read(file());
  }
  std::string file() const { return home_ + "/kyodo.db"; }
  // As it was, with other bytes from `at` on.
  void put(std::size_t at, std::size_t size, std::mt19937& random) {
    std::string damaged = whole_;
    for (std::size_t i = 0; i < size; ++i) damaged[at + i] = static_cast<char>(random());
    std::ofstream(file(), std::ios::binary) << damaged;
  }
  std::string whole_;
};

TEST_F(Damaged, IsRefusedWithTheWayBackAndFoundByTheDoctor) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::map<std::vector<std::string>, std::string> right;
  for (const auto& words : std::vector<std::vector<std::string>>{{"project", "list", "--json"},
                                                                 {"project", "show", "P-1", "--json"},
                                                                 {"task", "list", "--json"},
                                                                 {"workflow", "list", "--json"}})
    right[words] = done(words).out;
  int refused = 0;
  for (std::size_t page = random() % 5; page < whole_.size() / kPage; page += 5) {
    put(page * kPage, kPage, random);
    for (const auto& [words, out] : right) {
      const Outcome outcome = kyodo(words);
      if (outcome.code == 0) {
        EXPECT_EQ(outcome.out, out) << "page " << page;
        continue;
      }
      ++refused;
      EXPECT_EQ(outcome.code, 1);
      EXPECT_THAT(outcome.err, HasSubstr("kyodo restore")) << "page " << page;
    }
    const Outcome examined = kyodo({"doctor", "--json"});
    EXPECT_EQ(examined.code, 1) << "page " << page;
    EXPECT_THAT(examined.out, HasSubstr("kyodo restore")) << "page " << page;
    EXPECT_EQ(kyodo({"backup", folder_ + "/second.db"}).code, 1) << "page " << page;
  }
  EXPECT_GT(refused, 0);
  done({"restore", folder_ + "/backup.db"});
  for (const auto& [words, out] : right) EXPECT_EQ(done(words).out, out);
  done({"journal", "verify"});
}

}  // namespace
}  // namespace kyodo::cli
