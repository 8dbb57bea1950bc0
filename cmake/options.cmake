# SPDX-License-Identifier: Apache-2.0
# What every target of the house shares.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

option(FIREFLY_WERROR "Treat warnings as errors" ON)
option(FIREFLY_SANITIZE "Build with ASan and UBSan" OFF)
option(FIREFLY_FUZZ "Build the libFuzzer targets (needs clang)" OFF)
option(FIREFLY_TESTS "Build the tests with everything else" ON)

find_program(FIREFLY_CCACHE ccache)
if(FIREFLY_CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${FIREFLY_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${FIREFLY_CCACHE})
endif()

find_package(fmt REQUIRED)
find_package(GTest REQUIRED)

# Warnings, sanitizers and the include root of a target of ours.
function(firefly_configure target)
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}
                                              ${PROJECT_SOURCE_DIR}/runtime)
  target_compile_options(
    ${target}
    PRIVATE -Wall
            -Wextra
            -Wconversion
            -Wshadow
            -Wdouble-promotion
            # The reference rounds after each operation, as devices do.
            -ffp-contract=off
            # GCC 12 sees overlaps in std::string's operator+ that are not there.
            $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
            # Clang counts it to -Wconversion, GCC does not.
            $<$<CXX_COMPILER_ID:Clang>:-Wno-sign-conversion>
            $<$<BOOL:${FIREFLY_WERROR}>:-Werror>)
  # Clang 14 takes some of fmt 9's format strings for non-constant.
  target_compile_definitions(
    ${target} PUBLIC $<$<CXX_COMPILER_ID:Clang>:FMT_CONSTEVAL=>)
  if(FIREFLY_SANITIZE)
    target_compile_options(
      ${target} PUBLIC -fsanitize=address,undefined -fno-sanitize-recover=all
                       -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=address,undefined)
  endif()
endfunction()

# A static library of one folder, or one of headers only if it has no SOURCES:
# firefly_library(graph SOURCES ... DEPENDS ...)
function(firefly_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  if(ARG_SOURCES)
    add_library(firefly_${name} STATIC ${ARG_SOURCES})
    firefly_configure(firefly_${name})
    target_link_libraries(firefly_${name} PUBLIC ${ARG_DEPENDS})
  else()
    add_library(firefly_${name} INTERFACE)
    target_include_directories(
      firefly_${name} INTERFACE ${PROJECT_SOURCE_DIR}
                                ${PROJECT_SOURCE_DIR}/runtime)
    target_link_libraries(firefly_${name} INTERFACE ${ARG_DEPENDS})
  endif()
  add_library(firefly::${name} ALIAS firefly_${name})
endfunction()

# A GoogleTest program beside its sources:
# firefly_test(graph_test LABEL unit SOURCES ... DEPENDS ...)
function(firefly_test name)
  cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "SOURCES;DEPENDS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  firefly_configure(${name})
  target_link_libraries(${name} PRIVATE ${ARG_DEPENDS} GTest::gmock
                                        GTest::gtest_main)
  if(NOT FIREFLY_TESTS)
    # The target exists, so that folders may say more about it.
    set_target_properties(${name} PROPERTIES EXCLUDE_FROM_ALL ON)
    return()
  endif()
  # One ctest entry a program: on two cores, start-up would cost more than the
  # finer report is worth.
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT
                                                              ${ARG_TIMEOUT})
endfunction()

# A Python program that compares us with another implementation:
# firefly_witness_test(name SCRIPT file.py ARGS ... TIMEOUT seconds)
# Without the Python environment of `make setup` it is skipped, and fails where
# CI=true.
function(firefly_witness_test name)
  if(NOT FIREFLY_TESTS)
    return()
  endif()
  cmake_parse_arguments(ARG "" "LABEL;SCRIPT;TIMEOUT" "ARGS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  if(NOT ARG_LABEL)
    set(ARG_LABEL golden)
  endif()
  add_test(NAME ${name} COMMAND ${PROJECT_SOURCE_DIR}/tests/witness.sh
                                ${CMAKE_CURRENT_SOURCE_DIR}/${ARG_SCRIPT}
                                ${ARG_ARGS})
  set_tests_properties(
    ${name} PROPERTIES LABELS ${ARG_LABEL} TIMEOUT ${ARG_TIMEOUT}
                       SKIP_RETURN_CODE 77)
endfunction()
