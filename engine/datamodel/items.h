// The data items of a session: their values between steps, and what the step under way has done to them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text_map.h"
#include "datamodel/datamodel.h"

namespace kyodo::datamodel {

class Items {
 public:
  using Place = std::size_t;

  void clear();
  Place add(std::string_view name);  // undefined; the name must be new
  std::optional<Place> find(std::string_view name) const;
  std::size_t count() const { return slots_.size(); }
  const std::string& name(Place place) const { return slots_[place].name; }
  const Item& kept(Place place) const { return slots_[place].kept; }  // when the step began

  void set(Place place, Item item);  // it has this value now
  void touch(Place place);           // it has another value now, to be read
  void touch_all();
  bool is_changed() const { return !changed_.empty(); }
  const Item* known(Place place) const;  // its value now, unless it has to be read

  // The end of a step. `read` reads an item; what cannot be read stays as it was, and `lost` says so. False
  // when all items together need more than max_bytes; then nothing is kept. Adds to `apart` the items whose
  // value where it was read from may be more than what is kept of it: shared with another, say.
  bool keep(std::size_t max_bytes, const std::function<Result<Item>(Place)>& read,
            std::vector<std::string>& lost, std::vector<Place>& apart);
  void undo();
  std::vector<std::pair<std::string, Item>> all() const;

 private:
  enum class Now { same, known, unread };
  struct Slot {
    std::string name;
    Item kept, now;
    Now state = Now::same;
    std::size_t bytes = 0;  // of what is kept, with its name
  };

  std::vector<Slot> slots_;
  TextMap<Place> places_;
  std::vector<Place> changed_;  // in the order of the first change
  std::size_t kept_count_ = 0;  // slots when the step began
  std::size_t bytes_ = 0;
};

}  // namespace kyodo::datamodel
