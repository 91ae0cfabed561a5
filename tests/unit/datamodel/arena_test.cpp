// Memory that goes back to a mark.
#include "datamodel/arena.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string>

namespace kyodo::datamodel {

namespace {

void* filled(Arena& arena, std::size_t size, char with) {
  void* block = arena.allocate(size);
  if (block) std::memset(block, with, size);
  return block;
}

bool holds(const void* block, std::size_t size, char with) {
  return std::string_view(static_cast<const char*>(block), size) == std::string(size, with);
}

}  // namespace

TEST(Arena, KeepsBlocksApartWhateverIsDoneWithThem) {
  std::mt19937 random(7);
  Arena arena(64u << 20);
  struct Block {
    void* at;
    std::size_t size;
    char with;
  };
  std::vector<Block> blocks;
  for (int i = 0; i < 20'000; ++i) {
    const std::size_t size = random() % 50 == 0 ? random() % 100'000 + 1 : random() % 2'000 + 1;
    const char with = static_cast<char>('a' + i % 26);
    if (blocks.size() < 100) {
      blocks.push_back({filled(arena, size, with), size, with});
      ASSERT_NE(blocks.back().at, nullptr);
      ASSERT_EQ(reinterpret_cast<std::uintptr_t>(blocks.back().at) % 8, 0u);
      continue;
    }
    Block& block = blocks[random() % blocks.size()];
    ASSERT_TRUE(holds(block.at, block.size, block.with));
    if (random() % 2) {
      block.at = arena.reallocate(block.at, size);
      ASSERT_TRUE(holds(block.at, std::min(size, block.size), block.with));
      block.size = size;
      std::memset(block.at, block.with, size);
    } else {
      arena.release(block.at);
      std::swap(block, blocks.back());
      blocks.pop_back();
    }
  }
}

TEST(Arena, BringsBackEveryByteOfTheMark) {
  std::mt19937 random(8);
  Arena arena(16u << 20);
  std::vector<std::pair<void*, std::size_t>> kept;
  for (int i = 0; i < 500; ++i) {
    const std::size_t size = i % 100 == 0 ? 90'000 : random() % 1'000 + 1;
    kept.emplace_back(filled(arena, size, 'k'), size);
  }
  for (int round = 0; round < 3; ++round) {
    arena.mark();
    for (int again = 0; again < 2; ++again) {
      for (int i = 0; i < 2'000; ++i) filled(arena, random() % 40'000 + 1, 'x');
      for (auto& [block, size] : kept) {
        std::memset(block, 'y', size);
        if (random() % 2) arena.release(block);
      }
      arena.reset();
      for (const auto& [block, size] : kept) ASSERT_TRUE(holds(block, size, 'k'));
    }
    // A large block that has moved by the next mark is let go.
    kept[0].first = arena.reallocate(kept[0].first, 120'000);
    std::memset(kept[0].first, 'k', 120'000);
    kept[0].second = 120'000;
  }
}

TEST(Arena, GivesNoMoreThanAllowedBeyondTheMark) {
  Arena arena(100'000);
  ASSERT_NE(arena.allocate(90'000), nullptr);
  EXPECT_EQ(arena.allocate(20'000), nullptr);
  EXPECT_TRUE(arena.refused());
  EXPECT_FALSE(arena.refused());
  arena.mark();
  void* block = arena.allocate(90'000);
  ASSERT_NE(block, nullptr);
  EXPECT_EQ(arena.reallocate(block, 110'000), nullptr);
  ASSERT_NE(arena.reallocate(block, 99'000), nullptr);
  arena.reset();
  EXPECT_NE(arena.allocate(90'000), nullptr);
}

}  // namespace kyodo::datamodel
