// SPDX-License-Identifier: Apache-2.0
//
// How a test firmware ends. Shared with the host, which puts them into words.
#pragma once

#include <stdint.h>

namespace firefly::port {

/// The emulator's exit status. Values are explicit and never reused.
enum class ExitCode : uint8_t {
  kDone = 0,
  kNoRequest = 64,      ///< The request file is missing or too short.
  kInputSize = 65,      ///< An input of the request has another size.
  kNoResults = 66,      ///< The results file could not be written.
  kStackOverflow = 67,  ///< Invoke came too near the end of the stack.
  kFault = 68,          ///< The processor took an exception.
};

}  // namespace firefly::port
