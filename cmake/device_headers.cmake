# SPDX-License-Identifier: Apache-2.0
# The whole build of a cross preset: each header of the runtime, compiled alone
# as C++17, freestanding, with the warnings of the house. Found by a glob, so
# that none is forgotten.

file(
  GLOB device_headers
  CONFIGURE_DEPENDS
  RELATIVE ${PROJECT_SOURCE_DIR}/runtime
  runtime/events/*.h runtime/features/*.h runtime/include/firefly/*.h
  runtime/isa/*.h runtime/kernels/*.h runtime/kernels/*.inl)
# The instruction sets that this target has not.
foreach(isa IN LISTS FIREFLY_FOREIGN_ISAS)
  list(FILTER device_headers EXCLUDE REGEX "^isa/${isa}(_[a-z0-9_]+)?\\.h$")
endforeach()

foreach(header IN LISTS device_headers)
  set(source ${PROJECT_BINARY_DIR}/alone/${header}.cc)
  file(CONFIGURE OUTPUT ${source} CONTENT "#include \"${header}\"\n")
  list(APPEND alone ${source})
endforeach()

add_library(device_headers OBJECT ${alone})
target_include_directories(device_headers PRIVATE runtime runtime/include)
target_compile_features(device_headers PRIVATE cxx_std_17)
set_target_properties(device_headers PROPERTIES CXX_EXTENSIONS OFF)
target_compile_options(
  device_headers
  PRIVATE ${FIREFLY_TARGET_FLAGS}
          -ffreestanding
          -fno-exceptions
          -fno-rtti
          -fno-threadsafe-statics
          -Wall
          -Wextra
          -Wconversion
          -Wshadow
          -Wdouble-promotion
          -Werror)
