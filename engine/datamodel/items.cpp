#include "datamodel/items.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace kyodo::datamodel {
namespace {

std::size_t text_size(const Json& json) {
  std::size_t size = 16;
  if (json.is_string())
    for (const char c : json.get_string()) size += static_cast<unsigned char>(c) < 0x20 ? 6 : 1;
  if (json.is_array())
    for (const Json& element : json.get_array()) size += text_size(element);
  if (json.is_object())
    for (const auto& member : json.get_object()) size += member.key().size() + text_size(member.value());
  return size;
}

// A value without parts is nobody else's. (-0 is kept as 0.)
bool stands_alone(const Item& item) {
  if (item.kind != Item::Kind::json) return item.kind == Item::Kind::undefined;
  return !item.json.is_structured() && !(item.json.is_int64() && item.json.get_int64() == 0);
}

}  // namespace

std::size_t text_size(const Item& item) {
  return item.xml.size() + text_size(item.json);
}

void Items::clear() {
  slots_.clear();
  places_.clear();
  changed_.clear();
  kept_count_ = bytes_ = 0;
}

Items::Place Items::add(std::string_view name) {
  const Place place = slots_.size();
  slots_.emplace_back().name = name;
  places_.emplace(name, place);
  touch(place);
  slots_[place].state = Now::known;
  return place;
}

std::optional<Items::Place> Items::find(std::string_view name) const {
  const auto found = places_.find(name);
  return found == places_.end() ? std::nullopt : std::optional(found->second);
}

void Items::set(Place place, Item item) {
  touch(place);
  slots_[place].now = std::move(item);
  slots_[place].state = Now::known;
}

void Items::touch(Place place) {
  if (slots_[place].state == Now::same) changed_.push_back(place);
  slots_[place].state = Now::unread;
}

void Items::touch_all() {
  for (Place place = 0; place < slots_.size(); ++place) touch(place);
}

const Item* Items::known(Place place) const {
  const Slot& slot = slots_[place];
  if (slot.state == Now::unread) return nullptr;
  return slot.state == Now::known ? &slot.now : &slot.kept;
}

bool Items::keep(std::size_t max_bytes, const std::function<Result<Item>(Place)>& read,
                 std::vector<std::string>& lost, std::vector<Place>& apart) {
  std::size_t bytes = bytes_;
  for (const Place place : changed_) {
    Slot& slot = slots_[place];
    if (slot.state == Now::unread) {
      Result<Item> item = read(place);
      if (!item) lost.push_back(fmt::format("error.execution: {}: {}", slot.name, item.error().text.en));
      slot.now = item ? std::move(*item) : slot.kept;
    }
    bytes += slot.name.size() + text_size(slot.now) - slot.bytes;
  }
  if (bytes > max_bytes) {
    undo();
    return false;
  }
  for (const Place place : changed_) {
    Slot& slot = slots_[place];
    std::swap(slot.kept, slot.now);
    slot.bytes = slot.name.size() + text_size(slot.kept);
    if (slot.state == Now::unread || !stands_alone(slot.kept)) apart.push_back(place);
    slot.state = Now::same;
  }
  changed_.clear();
  kept_count_ = slots_.size();
  bytes_ = bytes;
  return true;
}

void Items::undo() {
  for (const Place place : changed_) slots_[place].state = Now::same;
  changed_.clear();
  for (Place place = kept_count_; place < slots_.size(); ++place)
    places_.erase(places_.find(slots_[place].name));
  slots_.resize(kept_count_);
}

std::vector<std::pair<std::string, Item>> Items::all() const {
  std::vector<std::pair<std::string, Item>> items;
  items.reserve(kept_count_);
  for (Place place = 0; place < kept_count_; ++place)
    items.emplace_back(slots_[place].name, slots_[place].kept);
  return items;
}

}  // namespace kyodo::datamodel
