// What the API answers, as an OpenAPI 3.1 document made from the tables themselves.
#pragma once

#include <string>

namespace kyodo::server {

const std::string& openapi_text();

}  // namespace kyodo::server
