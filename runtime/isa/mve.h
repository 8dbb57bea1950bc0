// SPDX-License-Identifier: Apache-2.0
//
// Armv8.1-M with MVE (Helium; Cortex-M55, M85): sixteen 8-bit products an
// instruction. What comes with the convolutions.
#pragma once

#include "isa/mve_conv2d_s8.h"
#include "isa/mve_depthwise_conv2d_s8.h"
#include "isa/mve_fully_connected_s8.h"
#include "isa/mve_isa.h"
