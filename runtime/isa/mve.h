// SPDX-License-Identifier: Apache-2.0
//
// Armv8.1-M with MVE (Helium; Cortex-M55, M85): the vocabulary, and the kernels
// that are written for it as a whole.
#pragma once

#include "isa/mve_conv2d_s8.h"
#include "isa/mve_depthwise_conv2d_s8.h"
#include "isa/mve_fully_connected_s8.h"
#include "isa/mve_isa.h"
