# SPDX-License-Identifier: Apache-2.0
set(FIREFLY_TARGET_FLAGS -mthumb -mcpu=cortex-m55 -mfloat-abi=hard)
include(${CMAKE_CURRENT_LIST_DIR}/arm.cmake)
