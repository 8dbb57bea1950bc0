// SPDX-License-Identifier: Apache-2.0
#include "harness.h"

#include "semihost.h"

namespace firefly::port {
namespace {

/// No plausible number, address or pair of activations.
constexpr uint32_t kPaint = 0xa5c35a3cU;

/// The end of the stack, of which invoke must stay clear: an overflow that
/// leaves holes seldom leaves one as large as this.
constexpr size_t kGuardWords = 64;

struct Request {
  uint32_t runs;
  uint32_t restart;
  uint32_t bytes_per_run;
};

void require(bool condition, ExitCode code) {
  if (!condition) {
    exit_with(code);
  }
}

void write_results(int file, const void* data, size_t bytes) {
  require(write_file(file, data, bytes), ExitCode::kNoResults);
}

void write_header(int file, const ModelUnderTest& model) {
  const auto outputs = static_cast<uint32_t>(model.outputs);
  write_results(file, &outputs, sizeof outputs);
  for (int i = 0; i < model.outputs; ++i) {
    const auto bytes = static_cast<uint32_t>(model.output_bytes(i));
    write_results(file, &bytes, sizeof bytes);
  }
}

Request read_request(int file, const ModelUnderTest& model) {
  Request request = {};
  require(file >= 0 && read_file(file, &request, sizeof request),
          ExitCode::kNoRequest);
  size_t expected = 0;
  for (int i = 0; i < model.inputs; ++i) {
    expected += model.input_bytes(i);
  }
  require(request.bytes_per_run == expected, ExitCode::kInputSize);
  return request;
}

/// Peak stack of one invoke, found as the lowest word that lost its paint.
uint32_t invoke_and_measure(const ModelUnderTest& model) {
  const uintptr_t entered = firefly_invoke_painted(model.invoke, model.memory,
                                                   firefly_stack_limit, kPaint);
  const uint32_t* lowest = firefly_stack_limit;
  while (reinterpret_cast<uintptr_t>(lowest) < entered && *lowest == kPaint) {
    ++lowest;
  }
  require(lowest >= firefly_stack_limit + kGuardWords,
          ExitCode::kStackOverflow);
  return static_cast<uint32_t>(entered - reinterpret_cast<uintptr_t>(lowest));
}

}  // namespace

void run(const ModelUnderTest& model) {
  const int request_file = open_file("request.bin", FileMode::kRead);
  const Request request = read_request(request_file, model);
  const int results_file = open_file("results.bin", FileMode::kWrite);
  require(results_file >= 0, ExitCode::kNoResults);
  write_header(results_file, model);
  for (uint32_t r = 0; r < request.runs; ++r) {
    if (request.restart != 0) {
      // Zeros are the state of a model that was never invoked.
      __builtin_memset(model.memory, 0, model.memory_bytes);
    }
    for (int i = 0; i < model.inputs; ++i) {
      require(read_file(request_file, model.input(model.memory, i),
                        model.input_bytes(i)),
              ExitCode::kNoRequest);
    }
    model.prepare(model.memory);
    const uint32_t stack_bytes = invoke_and_measure(model);
    write_results(results_file, &stack_bytes, sizeof stack_bytes);
    for (int i = 0; i < model.outputs; ++i) {
      write_results(results_file, model.output(model.memory, i),
                    model.output_bytes(i));
    }
  }
  exit_with(ExitCode::kDone);
}

}  // namespace firefly::port
