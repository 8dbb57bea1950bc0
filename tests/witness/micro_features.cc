// SPDX-License-Identifier: Apache-2.0
//
// The front end micro-frontend on samples from standard input: int16 in,
// uint16 values out, or with --audio-preprocessor the int8 rows that go into a
// network.
#include "frontends/micro_features.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <vector>

#include "features/micro_frontend.h"

namespace firefly {
namespace {

using features::MicroFeatures;
using features::MicroFrontend;

std::vector<int16_t> read_samples() {
  std::vector<int16_t> samples;
  int16_t piece[4096];
  for (size_t count = 1; count != 0;) {
    count = std::fread(piece, sizeof *piece, 4096, stdin);
    samples.insert(samples.end(), piece, piece + count);
  }
  return samples;
}

void process(const MicroFeatures::Config& config, bool rows,
             const std::vector<int16_t>& samples) {
  std::vector<uint64_t> memory(
      static_cast<size_t>(MicroFeatures::memory_bytes(config)) / 8);
  MicroFeatures features;
  features.init(config, memory.data());
  const auto count = static_cast<int32_t>(samples.size());
  for (int32_t at = 0; at < count;) {
    bool is_ready = false;
    at += features.push(samples.data() + at, count - at, &is_ready,
                        [rows](int32_t, uint32_t value) {
                          const auto wide = static_cast<uint16_t>(value);
                          const int8_t narrow = MicroFrontend::quantized(value);
                          const void* data = &wide;
                          if (rows) {
                            data = &narrow;
                          }
                          std::fwrite(data, rows ? 1 : 2, 1, stdout);
                        });
  }
}

int run(int argc, char** argv) {
  CLI::App app("micro-frontend on samples from standard input");
  MicroFeaturesParameters parameters;
  bool rows = false;
  app.add_flag_callback("--microwakeword", [&parameters] {
    parameters.original = Original::kMicroWakeWord;
    parameters.hop_ms = 10;
  });
  app.add_flag_callback("--audio-preprocessor", [&parameters, &rows] {
    parameters.original = Original::kAudioPreprocessor;
    rows = true;
  });
  CLI11_PARSE(app, argc, argv);
  const auto writer =
      design_micro_features(parameters, SensorFormat{16000, 1, 0, 0});
  if (!writer.ok()) {
    std::fprintf(stderr, "%s\n", writer.error().message.c_str());
    return 1;
  }
  process(writer->config(), rows, read_samples());
  return 0;
}

}  // namespace
}  // namespace firefly

int main(int argc, char** argv) { return firefly::run(argc, argv); }
