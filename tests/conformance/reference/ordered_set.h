// The OrderedSet of Appendix D: members in the order in which they were added.
#pragma once

#include <algorithm>
#include <vector>

namespace kyodo::reference {

template <class T>
class OrderedSet {
 public:
  void add(const T& member) {
    if (!isMember(member)) members_.push_back(member);
  }
  void remove(const T& member) {
    members_.erase(std::remove(members_.begin(), members_.end(), member), members_.end());
  }
  void unite(const OrderedSet& other) {
    for (const T& member : other.toList()) add(member);
  }
  bool isMember(const T& member) const {
    return std::find(members_.begin(), members_.end(), member) != members_.end();
  }
  bool isEmpty() const { return members_.empty(); }
  template <class Predicate>
  bool some(Predicate predicate) const {
    return std::any_of(members_.begin(), members_.end(), predicate);
  }
  bool hasIntersection(const OrderedSet& other) const {
    return some([&](const T& member) { return other.isMember(member); });
  }
  void clear() { members_.clear(); }
  std::vector<T> toList() const { return members_; }

 private:
  std::vector<T> members_;
};

}  // namespace kyodo::reference
