# SPDX-License-Identifier: Apache-2.0
set(FIREFLY_TARGET_FLAGS -march=rv32imc -mabi=ilp32)
set(FIREFLY_FOREIGN_ISAS armv7em mve)
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR riscv32)
set(CMAKE_C_COMPILER riscv64-unknown-elf-gcc)
set(CMAKE_CXX_COMPILER riscv64-unknown-elf-g++)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
