// Memory of one script heap, bounded, that can be put back byte for byte to what it was at a mark.
//
// So whatever scripts did in between is gone, wherever in the heap they did it, and pointers to what was
// there at the mark stay good.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace kyodo::datamodel {

// Blocks are aligned to 8 bytes. Not thread-safe. All memory goes back with the arena, released or not.
class Arena {
 public:
  // `most`: bytes that may be in use beyond what is in use at the mark.
  explicit Arena(std::size_t most) : most_(most) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Null when the limit is reached, and then refused() says so until it is asked.
  void* allocate(std::size_t size);
  void* reallocate(void* block, std::size_t size);
  void release(void* block);
  bool refused();

  void mark();
  void reset();  // only after mark()

 private:
  static constexpr std::size_t kChunk = 64u << 10;
  static constexpr std::size_t kSpareChunks = 16;  // kept by reset() for the next time
  static constexpr std::size_t kSmall = 512, kLarge = 32u << 10;
  static constexpr std::size_t kClasses = kSmall / 16 + 6 * 4;

  struct Header {  // before each block
    std::uint32_t size;
    std::uint32_t kind;  // its class, or kClasses + its place among the large ones
  };
  struct Large {
    std::unique_ptr<std::byte[]> bytes;
    std::size_t size = 0;
    bool live = true;  // one of the mark is kept when it is released: reset() brings it back
  };
  struct State {  // of the allocator itself
    std::array<std::byte*, kClasses> free{};
    std::size_t chunks = 0;   // in use
    std::size_t at = kChunk;  // within the last of them
    std::size_t used = 0;     // bytes asked for and not released
  };

  static std::size_t class_of(std::size_t size);
  static std::size_t capacity_of(std::size_t kind);
  static Header& header(void* block) { return *(static_cast<Header*>(block) - 1); }
  void* allocate_large(std::size_t size);
  void release_large(std::size_t place);
  void remove_large(std::size_t place);
  bool admits(std::size_t more);

  std::size_t most_;
  bool refused_ = false;
  State state_, marked_;
  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  std::vector<Large> larges_;  // those of the mark come first
  std::size_t marked_larges_ = 0;
  std::vector<std::byte> image_;  // chunks and large blocks at the mark
};

}  // namespace kyodo::datamodel
