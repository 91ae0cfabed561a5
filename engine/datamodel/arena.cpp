#include "datamodel/arena.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace kyodo::datamodel {

// Steps of 16 bytes up to kSmall, then four to each doubling up to kLarge.
std::size_t Arena::class_of(std::size_t size) {
  if (size <= kSmall) return (std::max<std::size_t>(size, 1) + 15) / 16 - 1;
  const auto doubling = static_cast<std::size_t>(std::bit_width(size - 1) - std::bit_width(kSmall));
  const std::size_t base = kSmall << doubling, quarter = base / 4;
  return kSmall / 16 + doubling * 4 + (size - base + quarter - 1) / quarter - 1;
}

std::size_t Arena::capacity_of(std::size_t kind) {
  if (kind < kSmall / 16) return (kind + 1) * 16;
  const std::size_t beyond = kind - kSmall / 16, base = kSmall << (beyond / 4);
  return base + (beyond % 4 + 1) * (base / 4);
}

bool Arena::admits(std::size_t more) {
  if (more <= most_ && state_.used + more <= marked_.used + most_) return true;
  refused_ = true;
  return false;
}

bool Arena::refused() {
  return std::exchange(refused_, false);
}

void* Arena::allocate(std::size_t size) {
  if (size == 0 || !admits(size)) return nullptr;
  if (size > kLarge) return allocate_large(size);
  const std::size_t kind = class_of(size);
  std::byte* place = state_.free[kind];
  if (place) {
    std::memcpy(&state_.free[kind], place, sizeof(std::byte*));
  } else {
    const std::size_t whole = sizeof(Header) + capacity_of(kind);
    if (state_.at + whole > kChunk) {
      if (state_.chunks == chunks_.size())
        chunks_.push_back(std::make_unique_for_overwrite<std::byte[]>(kChunk));
      ++state_.chunks;
      state_.at = 0;
    }
    place = chunks_[state_.chunks - 1].get() + state_.at + sizeof(Header);
    state_.at += whole;
  }
  header(place) = {static_cast<std::uint32_t>(size), static_cast<std::uint32_t>(kind)};
  state_.used += size;
  return place;
}

void* Arena::allocate_large(std::size_t size) {
  Large large{std::make_unique_for_overwrite<std::byte[]>(size + sizeof(Header)), size, true};
  std::byte* place = large.bytes.get() + sizeof(Header);
  header(place) = {static_cast<std::uint32_t>(size), static_cast<std::uint32_t>(kClasses + larges_.size())};
  larges_.push_back(std::move(large));
  state_.used += size;
  return place;
}

void Arena::release_large(std::size_t place) {
  state_.used -= larges_[place].size;
  larges_[place].live = false;
  if (place >= marked_larges_) remove_large(place);
}

void Arena::remove_large(std::size_t place) {
  if (place + 1 < larges_.size()) {
    std::swap(larges_[place], larges_.back());
    header(larges_[place].bytes.get() + sizeof(Header)).kind = static_cast<std::uint32_t>(kClasses + place);
  }
  larges_.pop_back();
}

void* Arena::reallocate(void* block, std::size_t size) {
  if (!block) return allocate(size);
  if (size == 0) {
    release(block);
    return nullptr;
  }
  Header& old = header(block);
  const std::size_t old_size = old.size;
  if (old.kind < kClasses && size <= kLarge && class_of(size) == old.kind) {
    if (size > old_size && !admits(size - old_size)) return nullptr;
    state_.used += size - old_size;
    old.size = static_cast<std::uint32_t>(size);
    return block;
  }
  // Both live for a moment; only what is added counts.
  state_.used -= old_size;
  void* moved = allocate(size);
  state_.used += old_size;
  if (!moved) return nullptr;
  std::memcpy(moved, block, std::min(size, old_size));
  release(block);
  return moved;
}

void Arena::release(void* block) {
  if (!block) return;
  const Header old = header(block);
  if (old.kind >= kClasses) return release_large(old.kind - kClasses);
  state_.used -= old.size;
  std::memcpy(block, &state_.free[old.kind], sizeof(std::byte*));
  state_.free[old.kind] = static_cast<std::byte*>(block);
}

void Arena::mark() {
  for (std::size_t i = larges_.size(); i-- > 0;)
    if (!larges_[i].live) remove_large(i);
  image_.clear();
  for (std::size_t i = 0; i < state_.chunks; ++i) {
    const std::size_t size = i + 1 < state_.chunks ? kChunk : state_.at;
    image_.insert(image_.end(), chunks_[i].get(), chunks_[i].get() + size);
  }
  for (const Large& large : larges_)
    image_.insert(image_.end(), large.bytes.get(), large.bytes.get() + large.size + sizeof(Header));
  marked_ = state_;
  marked_larges_ = larges_.size();
}

void Arena::reset() {
  const std::byte* from = image_.data();
  const auto restore = [&](std::byte* to, std::size_t size) {
    std::memcpy(to, from, size);
    from += size;
  };
  for (std::size_t i = 0; i < marked_.chunks; ++i)
    restore(chunks_[i].get(), i + 1 < marked_.chunks ? kChunk : marked_.at);
  larges_.resize(marked_larges_);
  for (Large& large : larges_) {
    restore(large.bytes.get(), large.size + sizeof(Header));
    large.live = true;
  }
  if (chunks_.size() > marked_.chunks + kSpareChunks) chunks_.resize(marked_.chunks + kSpareChunks);
  state_ = marked_;
  refused_ = false;
}

}  // namespace kyodo::datamodel
