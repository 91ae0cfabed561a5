#include "office/roles.h"

#include <gtest/gtest.h>

namespace kyodo::office {
namespace {

TEST(Roles, AreWrittenAsPeopleCallThemAndReadBack) {
  for (const Role& role : roles()) {
    EXPECT_EQ(role_id(role.name.ja), role.id);
    EXPECT_EQ(role_id(role.id), role.id);
    EXPECT_EQ(role_name(role.id), role.name);
  }
  EXPECT_EQ(role_id("市長"), "市長");
  EXPECT_EQ(role_name("mayor").ja, "mayor");
}

TEST(Roles, OfTheSystemCannotBeGranted) {
  EXPECT_EQ(role_name("system").ja, "システム");
  EXPECT_FALSE(is_role("system"));
  EXPECT_FALSE(is_role("協働推進員"));
  EXPECT_TRUE(is_role("promoter"));
}

}  // namespace
}  // namespace kyodo::office
