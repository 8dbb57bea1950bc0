// SPDX-License-Identifier: Apache-2.0
//
// Times one inference of each model on this machine, one thread: for
// bench/host_speed.py, which puts other engines beside it.
//   host_speed SECONDS MODEL.tflite...
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>

#include "emulator/inputs.h"
#include "formats/tflite/reader.h"
#include "graph/interpreter.h"
#include "host/model.h"

namespace firefly {
namespace {

using Clock = std::chrono::steady_clock;

/// The least of many, in microseconds: what others do on this machine only
/// adds.
template <class Function>
double least_us(double seconds, const Function& function) {
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  auto least = Clock::duration::max();
  do {
    const auto begin = Clock::now();
    function();
    least = std::min(least, Clock::now() - begin);
  } while (Clock::now() < end);
  return std::chrono::duration<double, std::micro>(least).count();
}

Status print_line(const std::string& path, double seconds) {
  auto graph = read_tflite_file(path);
  FIREFLY_RETURN_IF_ERROR(graph);
  const Bytes input = random_input(*graph, 1);
  const Bytes expected = reference_outputs(*graph, {input}).front();
  Interpreter reference(*graph);
  std::string line =
      fmt::format("\"interpreter\": {:.2f}",
                  least_us(seconds, [&] { reference.invoke(); }));
  for (const host::Kernels* kernels :
       {&host::portable_kernels(), host::avx2_kernels(),
        host::avx512_kernels()}) {
    if (kernels == nullptr) {
      continue;
    }
    const auto model = HostModel::prepare(*graph, *kernels);
    FIREFLY_RETURN_IF_ERROR(model);
    HostRunner runner(*model);
    HostBytes output(output_bytes(*graph));
    runner.run(input, output);
    if (output != expected) {
      return Error{ErrorCode::kFailed,
                   path + ": the kernels of " + kernels->name +
                       " differ from the interpreter; please report it"};
    }
    line += fmt::format(", \"{}\": {:.2f}", kernels->name,
                        least_us(seconds, [&] { runner.invoke(); }));
  }
  fmt::print("{{{}}}\n", line);
  return {};
}

}  // namespace
}  // namespace firefly

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "host_speed SECONDS MODEL.tflite...\n");
    return 2;
  }
  for (int i = 2; i < argc; ++i) {
    const auto status =
        firefly::print_line(argv[i], std::strtod(argv[1], nullptr));
    if (!status.ok()) {
      fmt::print(stderr, "{}\n", status.error().message);
      return 1;
    }
  }
  return 0;
}
