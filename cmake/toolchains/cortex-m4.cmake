# SPDX-License-Identifier: Apache-2.0
set(FIREFLY_TARGET_FLAGS
    -mthumb -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard)
set(FIREFLY_FOREIGN_ISAS mve)
include(${CMAKE_CURRENT_LIST_DIR}/arm.cmake)
