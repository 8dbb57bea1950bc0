// SPDX-License-Identifier: Apache-2.0
//
// Runs a model on inputs from a file and writes what came out, and how deep
// the stack went, to another. The emulator's plugin counts beside it.
//
// Files, all numbers little-endian uint32:
//   request.bin  runs, restart (0 or 1), input bytes of one run, then the
//                input tensors of every run, concatenated.
//   results.bin  outputs, bytes of each output, then for every run the peak
//                stack of invoke in bytes and the output tensors.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace firefly::port {

/// The C API of one model, with its types erased.
struct ModelUnderTest {
  void* memory;
  size_t memory_bytes;
  int inputs;
  int outputs;
  void (*prepare)(void* model);  ///< Before each invoke; not measured.
  void (*invoke)(void* model);
  void* (*input)(void* model, int index);
  const void* (*output)(void* model, int index);
  size_t (*input_bytes)(int index);
  size_t (*output_bytes)(int index);
};

/// Never returns: the firmware ends with an ExitCode.
[[noreturn]] void run(const ModelUnderTest& model);

}  // namespace firefly::port

extern "C" {

/// Fills the words from `stack_limit` up to the stack pointer with
/// `paint`, then calls invoke(model). Returns the stack pointer that invoke was
/// entered with. Invoke returns to the label `firefly_invoke_returned`, where
/// the plugin stops counting. In the folder of the architecture.
uintptr_t firefly_invoke_painted(void (*invoke)(void*), void* model,
                                 uint32_t* stack_limit, uint32_t paint);

/// The linker script's lowest word of the stack.
extern uint32_t firefly_stack_limit[];
}
