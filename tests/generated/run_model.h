// SPDX-License-Identifier: Apache-2.0
//
// Part of the program that generated_test writes: runs one emitted model
// through its C API, on memory whose every neighbour belongs to the sanitizer.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace firefly::testing {

/// Bytes of a file that are all there.
inline void read_all(void* to, std::size_t bytes, std::FILE* in) {
  if (std::fread(to, 1, bytes, in) != bytes) {
    std::abort();
  }
}

/// How an emitted model takes its inputs: all at once,
template <class Model>
struct WholeInput {
  void* (*input)(Model*, int);
  std::size_t (*input_bytes)(int);
  int inputs;
  void (*invoke)(Model*);

  void run(Model* model, bool /*is_first*/, std::FILE* in) const {
    for (int i = 0; i < inputs; ++i) {
      read_all(input(model, i), input_bytes(i), in);
    }
    invoke(model);
  }
};

/// or row by row: the first `rows` complete an inference, then each `hop`.
/// Each row is gone after the call.
template <class Model>
struct RowInput {
  int (*push_row)(Model*, const void*);
  int row_bytes;
  int rows;
  int hop;

  void run(Model* model, bool is_first, std::FILE* in) const {
    const auto bytes = static_cast<std::size_t>(row_bytes);
    const int last = is_first ? rows : hop;
    for (int y = 1; y <= last; ++y) {
      void* row = std::malloc(bytes);
      read_all(row, bytes, in);
      const bool is_complete = push_row(model, row) != 0;
      std::free(row);
      if (is_complete != (y == last)) {
        std::abort();
      }
    }
  }
};

/// The rest of the C API of one model.
template <class Model>
struct ModelApi {
  void* (*output)(Model*, int);
  std::size_t (*output_bytes)(int);
  int outputs;
  void (*reset)(Model*);
};

/// Reads `runs` inferences from `in` and writes their outputs, then does the
/// first one again after a reset. Memory starts out as bytes `fill`: what is
/// there must not matter, except that a model with state wants zeros.
template <class Model, class Input>
void run_model(const Input& input, const ModelApi<Model>& api, int runs,
               int fill, std::FILE* in, std::FILE* out) {
  auto* model = static_cast<Model*>(std::malloc(sizeof(Model)));
  std::memset(static_cast<void*>(model), fill, sizeof(Model));
  const long start = std::ftell(in);
  long end = start;
  for (int run = 0; run <= runs; ++run) {
    if (run == runs) {
      api.reset(model);
      end = std::ftell(in);
      std::fseek(in, start, SEEK_SET);
    }
    input.run(model, run == 0 || run == runs, in);
    for (int i = 0; i < api.outputs; ++i) {
      std::fwrite(api.output(model, i), 1, api.output_bytes(i), out);
    }
  }
  std::free(model);
  std::fseek(in, end, SEEK_SET);
}

}  // namespace firefly::testing
