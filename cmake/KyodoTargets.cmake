# One target per folder: what a folder links is all it may include.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
add_compile_options(-fPIC)  # everywhere alike, so that all can share the precompiled headers
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  add_compile_options($<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fpch-preprocess>)  # without it ccache keeps nothing (its manual)
endif()

add_library(kyodo_flags INTERFACE)
target_compile_options(kyodo_flags INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wold-style-cast
                                             -Wno-missing-field-initializers
                                             # GCC 12 warns of strings and of Boost.Graph where nothing is wrong (PR 105651 and its kin).
                                             $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-stringop-overflow;-Wno-stringop-overread;-Wno-array-bounds;-Wno-maybe-uninitialized>)
if(KYODO_WERROR)
  target_compile_options(kyodo_flags INTERFACE -Werror)
endif()
if(KYODO_SANITIZE)
  target_compile_options(kyodo_flags INTERFACE -fsanitize=${KYODO_SANITIZE} -fno-omit-frame-pointer -g)
  target_link_options(kyodo_flags INTERFACE -fsanitize=${KYODO_SANITIZE})
endif()
if(KYODO_FUZZ)
  target_compile_options(kyodo_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

find_package(PkgConfig REQUIRED)
find_package(boost_headers 1.81 REQUIRED CONFIG)
find_package(boost_json 1.81 REQUIRED CONFIG)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(pugixml REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(ICU REQUIRED COMPONENTS uc i18n)
find_package(SQLite3 REQUIRED)
find_package(CURL REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(DUKTAPE REQUIRED IMPORTED_TARGET duktape)

# What nearly every file includes, parsed once: kyodo_base makes it, the other targets of the same flags reuse it.
set(KYODO_PRECOMPILED <functional> <map> <memory> <optional> <set> <string> <variant> <vector>
                      <boost/json/value.hpp> <fmt/format.h>)

# kyodo_folder(NAME [deps...]): static library kyodo_NAME from engine/NAME/*.cpp, included as "NAME/file.h".
function(kyodo_folder name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  if(sources)
    add_library(kyodo_${name} STATIC ${sources})
    target_include_directories(kyodo_${name} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
    target_link_libraries(kyodo_${name} PUBLIC ${ARGN} PRIVATE kyodo_flags)
    if(name STREQUAL base)
      target_precompile_headers(kyodo_base PRIVATE ${KYODO_PRECOMPILED} ${CMAKE_CURRENT_SOURCE_DIR}/base/record.h)
    else()
      target_precompile_headers(kyodo_${name} REUSE_FROM kyodo_base)
    endif()
  else()
    add_library(kyodo_${name} INTERFACE)
    target_include_directories(kyodo_${name} INTERFACE ${CMAKE_CURRENT_SOURCE_DIR})
    target_link_libraries(kyodo_${name} INTERFACE ${ARGN})
  endif()
endfunction()

# kyodo_unit_test(NAME [deps...]): executable test_NAME from tests/unit/NAME/*.cpp.
function(kyodo_unit_test name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/unit/${name}/*.cpp)
  if(sources)
    add_executable(test_${name} ${sources})
    target_link_libraries(test_${name} PRIVATE ${ARGN} kyodo_flags GTest::gtest_main GTest::gmock)
    target_precompile_headers(test_${name} REUSE_FROM kyodo_test_headers)
    target_compile_definitions(test_${name} PRIVATE KYODO_SOURCE_DIR="${CMAKE_SOURCE_DIR}"
                                                    KYODO_BINARY_DIR="${CMAKE_BINARY_DIR}")
    gtest_discover_tests(test_${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300)
  endif()
endfunction()
