// A map that holds so many and forgets what was longest not asked for.
#pragma once

#include <boost/multi_index/hashed_index.hpp>
#include <boost/multi_index/member.hpp>
#include <boost/multi_index/sequenced_index.hpp>
#include <boost/multi_index_container.hpp>
#include <string>
#include <utility>

namespace kyodo::store {

template <class Value>
class Latest {
 public:
  explicit Latest(std::size_t most) : most_(most) {}

  // Null if there is none. Good until the next put.
  const Value* find(const std::string& key) {
    auto& by_key = items_.template get<1>();
    const auto found = by_key.find(key);
    if (found == by_key.end()) return nullptr;
    items_.relocate(items_.begin(), items_.template project<0>(found));
    return &found->value;
  }
  void put(std::string key, Value value) {
    if (find(key)) {
      items_.front().value = std::move(value);
      return;
    }
    items_.push_front({std::move(key), std::move(value)});
    if (items_.size() > most_) items_.pop_back();
  }
  void clear() { items_.clear(); }

 private:
  struct Item {
    std::string key;
    mutable Value value;
  };
  boost::multi_index_container<
      Item, boost::multi_index::indexed_by<
                boost::multi_index::sequenced<>,
                boost::multi_index::hashed_unique<boost::multi_index::member<Item, std::string, &Item::key>>>>
      items_;
  std::size_t most_;
};

}  // namespace kyodo::store
