// Names and bytes that must outlive a loss of power.
#pragma once

#include <string>

namespace kyodo::store {

// "." for a file without a folder.
std::string folder_of(const std::string& file);

// Waits until a file, or the names in a folder, are on the disk; throws runtime::StorageFailure.
void make_durable(const std::string& path);

}  // namespace kyodo::store
