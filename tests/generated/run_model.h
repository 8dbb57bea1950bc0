// SPDX-License-Identifier: Apache-2.0
//
// Part of the program that generated_test writes: runs one emitted model
// through its C API, on memory whose every neighbour belongs to the sanitizer.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace firefly::testing {

/// The C API of one model.
template <class Model>
struct ModelApi {
  void* (*input)(Model*, int);
  std::size_t (*input_bytes)(int);
  int inputs;
  void* (*output)(Model*, int);
  std::size_t (*output_bytes)(int);
  int outputs;
  void (*invoke)(Model*);
  void (*reset)(Model*);
};

/// Reads `runs` inferences from `in` and writes their outputs, then does the
/// first one again after a reset. Memory starts out as bytes `fill`: what is
/// there must not matter, except that a model with state wants zeros.
template <class Model>
void run_model(const ModelApi<Model>& api, int runs, int fill, std::FILE* in,
               std::FILE* out) {
  auto* model = static_cast<Model*>(std::malloc(sizeof(Model)));
  std::memset(static_cast<void*>(model), fill, sizeof(Model));
  const long start = std::ftell(in);
  for (int run = 0; run <= runs; ++run) {
    if (run == runs) {
      api.reset(model);
      std::fseek(in, start, SEEK_SET);
    }
    for (int i = 0; i < api.inputs; ++i) {
      const std::size_t bytes = api.input_bytes(i);
      if (std::fread(api.input(model, i), 1, bytes, in) != bytes) {
        std::abort();
      }
    }
    api.invoke(model);
    for (int i = 0; i < api.outputs; ++i) {
      std::fwrite(api.output(model, i), 1, api.output_bytes(i), out);
    }
  }
  std::free(model);
  // Behind the inputs of this model, of which the first were read twice.
  long bytes = 0;
  for (int i = 0; i < api.inputs; ++i) {
    bytes += static_cast<long>(api.input_bytes(i));
  }
  std::fseek(in, start + bytes * runs, SEEK_SET);
}

}  // namespace firefly::testing
