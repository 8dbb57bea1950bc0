# SPDX-License-Identifier: Apache-2.0
# Text files as part of a program, so that it works from anywhere.
#
# firefly_embed(target FUNCTION name BASE folder FILES ...) adds to the target a
# source with `std::span<const EmbeddedFile> firefly::name()`; paths are relative
# to BASE. Run as a script (cmake -P), this file writes that source.

function(firefly_embed target)
  cmake_parse_arguments(ARG "" "FUNCTION;BASE" "FILES" ${ARGN})
  list(TRANSFORM ARG_FILES PREPEND ${ARG_BASE}/ OUTPUT_VARIABLE inputs)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${ARG_FUNCTION}.cc)
  list(JOIN ARG_FILES "|" files)
  add_custom_command(
    OUTPUT ${output}
    COMMAND
      ${CMAKE_COMMAND} -DFUNCTION=${ARG_FUNCTION} -DBASE=${ARG_BASE}
      "-DFILES=${files}" -DOUTPUT=${output} -P
      ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${inputs} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    COMMENT "Embedding ${ARG_FUNCTION}"
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  string(REPLACE "|" ";" FILES "${FILES}")
  set(entries "")
  foreach(file IN LISTS FILES)
    file(READ ${BASE}/${file} text)
    string(APPEND entries "    {\"${file}\", R\"firefly(${text})firefly\"sv},\n")
  endforeach()
  file(
    WRITE ${OUTPUT}
    "// Made by cmake/embed.cmake. Do not edit.\n"
    "#include \"graph/embedded.h\"\n\n"
    "namespace firefly {\n\n"
    "std::span<const EmbeddedFile> ${FUNCTION}() {\n"
    "  using namespace std::string_view_literals;  // sizes without counting\n"
    "  static constexpr EmbeddedFile kFiles[] = {\n"
    "${entries}"
    "  };\n"
    "  return kFiles;\n"
    "}\n\n"
    "}  // namespace firefly\n")
endif()
