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

  void run(Model* model, std::FILE* in) const {
    for (int i = 0; i < inputs; ++i) {
      read_all(input(model, i), input_bytes(i), in);
    }
    invoke(model);
  }
};

/// or row by row, of which every `hop`-th completes an inference after the
/// first `rows`. Each row is gone after the call.
template <class Model>
struct RowInput {
  int (*push_row)(Model*, const void*);
  int input_bytes;
  int row_bytes;
  int rows;
  int hop;
  void (*reset)(Model*);

  void run(Model* model, std::FILE* in) const {
    if (rows % hop != 0) {
      reset(model);  // The windows would not end where the inputs do.
    }
    const auto bytes = static_cast<std::size_t>(row_bytes);
    const long end = std::ftell(in) + input_bytes;
    int complete = 0;
    for (int y = 0; y < rows; ++y) {
      void* row = std::malloc(bytes);
      read_all(row, bytes, in);
      complete = push_row(model, row);
      std::free(row);
    }
    if (complete == 0) {
      std::abort();
    }
    std::fseek(in, end, SEEK_SET);  // Strides may leave rows unread.
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
    input.run(model, in);
    for (int i = 0; i < api.outputs; ++i) {
      std::fwrite(api.output(model, i), 1, api.output_bytes(i), out);
    }
  }
  std::free(model);
  std::fseek(in, end, SEEK_SET);
}

}  // namespace firefly::testing
