# What an out-of-tree stage plugin needs: the ABI header, the C++ companion, the testkit and a CMake package.
# `cmake --install BUILD --prefix DIR --component sdk` installs nothing else.
include(CMakePackageConfigHelpers)

set(sdk_include ${CMAKE_INSTALL_INCLUDEDIR}/kyodo-sdk)
set(sdk_lib ${CMAKE_INSTALL_LIBDIR}/kyodo-sdk)
set(sdk_cmake ${CMAKE_INSTALL_LIBDIR}/cmake/kyodo)

set(sdk_libraries kyodo_base kyodo_stage_sdk kyodo_stage kyodo_stage_testkit)
set(sdk_headers base/json.h base/limits.h base/local_date.h base/record.h base/result.h base/time.h
                stage/contract.h stage/guard.h stage/limits.h stage/loader.h)
install(FILES ${CMAKE_SOURCE_DIR}/plugins/sdk/testkit/stage_bench.h DESTINATION ${sdk_include}/testkit COMPONENT sdk)
install(TARGETS ${sdk_libraries} ARCHIVE DESTINATION ${sdk_lib} COMPONENT sdk)
foreach(header ${sdk_headers})
  get_filename_component(folder ${header} DIRECTORY)
  install(FILES ${CMAKE_SOURCE_DIR}/engine/${header} DESTINATION ${sdk_include}/${folder} COMPONENT sdk)
endforeach()
install(FILES ${CMAKE_SOURCE_DIR}/engine/stage/sdk/kyodo/stage.h
              ${CMAKE_SOURCE_DIR}/engine/stage/sdk/kyodo/stage_abi.h
        DESTINATION ${sdk_include}/kyodo COMPONENT sdk)

configure_package_config_file(${CMAKE_SOURCE_DIR}/cmake/kyodoConfig.cmake.in ${CMAKE_BINARY_DIR}/kyodoConfig.cmake
                              INSTALL_DESTINATION ${sdk_cmake} PATH_VARS sdk_include sdk_lib)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/kyodoConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/kyodoConfig.cmake ${CMAKE_BINARY_DIR}/kyodoConfigVersion.cmake
        DESTINATION ${sdk_cmake} COMPONENT sdk)
