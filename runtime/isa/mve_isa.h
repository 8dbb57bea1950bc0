// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace firefly::mve {

/// Names the instruction set. Its kernels are written as a whole, not over the
/// vocabulary of portable.h: GCC 12 keeps too little in MVE's registers.
struct Isa {};

}  // namespace firefly::mve
