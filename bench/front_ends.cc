// SPDX-License-Identifier: Apache-2.0
#include "bench/front_ends.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bench/baseline.h"
#include "bench/front_end_run.h"
#include "config/toml_reader.h"
#include "emulator/report.h"

namespace firefly {
namespace {

constexpr SensorFormat kMicrophone{16000, 1, 0, 0};
constexpr SensorFormat kMotion{100, 3, 0, 0};
constexpr SensorFormat kVibration{4000, 1, 0, 0};
constexpr SensorFormat kCamera{0, 3, 160, 120};

/// Tones whose level rises and falls, and noise; or a picture of noise.
std::vector<int16_t> signal_for(const SensorFormat& sensor, int samples) {
  std::vector<int16_t> signal;
  uint32_t random = 1;
  for (int i = 0; i < samples * sensor.channels; ++i) {
    random = random * 1664525 + 1013904223;
    const double noise = random / 4294967296.0;
    if (sensor.width > 0) {
      signal.push_back(static_cast<int16_t>(255.99 * noise));
      continue;
    }
    const double level = 1 - std::cos(i * 0.0007);
    const double tones = 7000 * std::sin(i * 0.31) + 5000 * std::sin(i * 0.043);
    signal.push_back(static_cast<int16_t>(
        std::clamp(level * tones + 2000 * noise, -32768.0, 32767.0)));
  }
  return signal;
}

const FrontEndCase* find_case(const std::string& name) {
  const auto& cases = front_end_cases();
  const auto found = std::ranges::find(cases, name, &FrontEndCase::name);
  return found == cases.end() ? nullptr : &*found;
}

Expected<FrontEndRun> run_case(const FrontEndCase& known, const Board& board,
                               bool& is_exact) {
  const auto front_end = make_front_end(known);
  FIREFLY_RETURN_IF_ERROR(front_end);
  const FeatureFormat format = (*front_end)->format();
  constexpr int kHops = 20;
  const std::vector<int16_t> signal = signal_for(
      known.sensor, format.frame_samples +
                        (format.height > 0 ? 1 : kHops) * format.hop_samples);
  Expected<FrontEndRun> run =
      run_front_end(**front_end, known.sensor, signal, board);
  FIREFLY_RETURN_IF_ERROR(run);
  std::vector<int8_t> expected = rows_of(**front_end, known.sensor, signal);
  expected.resize(std::min(expected.size(), run->rows.size()));
  is_exact = !expected.empty() && expected == run->rows;
  return run;
}

std::string grouped_or_dash(const std::optional<uint64_t>& number) {
  return number ? grouped(*number) : "–";
}

}  // namespace

const std::vector<FrontEndCase>& front_end_cases() {
  static const std::vector<FrontEndCase> kCases = {
      {"mfcc-keyword", "mfcc", kMicrophone, "",
       "MLPerf Tiny, keyword spotting"},
      {"log-mel-wakeword", "log-mel", kMicrophone,
       "frame_ms = 64.0\nhop_ms = 32.0\nwindow = \"hamming\"\n"
       "periodic_window = false\npre_emphasis = 0.96875\nlow_hz = 0.0\n",
       "MLPerf Tiny, streaming wakeword"},
      {"log-mel-20ms", "log-mel", kMicrophone,
       "frame_ms = 20.0\nhop_ms = 10.0\nlow_hz = 80.0\n",
       "the parameters of Edge Impulse's MFE, with an FFT of 512 points"},
      {"spectrogram-20ms", "spectrogram", kMicrophone,
       "frame_ms = 16.0\nhop_ms = 10.0\n", "256 points"},
      {"micro-speech", "micro-frontend", kMicrophone, "",
       "TFLM's micro_speech"},
      {"microwakeword", "micro-frontend", kMicrophone,
       "original = \"microwakeword\"\nhop_ms = 10\n",
       "microWakeWord and ESPHome"},
      {"raw-motion", "raw", kMotion, "", "three axes as they are"},
      {"statistics-motion", "statistics", kMotion, "", "three axes"},
      {"spectral-motion", "spectral", kMotion, "", "three axes"},
      {"spectral-vibration", "spectral", kVibration,
       "fft_length = 256\nframe_ms = 250.0\nhop_ms = 125.0\n",
       "one axis, 256 points"},
      {"wavelet-motion", "wavelet", kMotion, "", "three axes"},
      {"image-96", "image", kCamera, "width = 96\nheight = 96\n",
       "a picture of 160 x 120, colour"},
  };
  return kCases;
}

Expected<std::unique_ptr<FrontEnd>> make_front_end(const FrontEndCase& known) {
  const auto kinds = front_end_kinds();
  const auto kind = std::ranges::find(kinds, known.kind, &FrontEndKind::name);
  FIREFLY_CHECK(kind != kinds.end());
  const auto design = kind->design();
  FIREFLY_RETURN_IF_ERROR(
      read_toml(known.keys, known.name,
                [&design](Keys& keys) { design->declare(keys); }));
  return design->make(known.sensor);
}

Figures measure_front_end(const RowKey& key) {
  Figures figures;
  figures.key = key;
  const FrontEndCase* const known = find_case(key.model);
  const Expected<Board> board = find_board(key.board);
  if (known == nullptr || !board.ok()) {
    figures.reason = "no such front end or board";
    return figures;
  }
  bool is_exact = false;
  const Expected<FrontEndRun> run = run_case(*known, *board, is_exact);
  if (!run.ok()) {
    figures.reason = run.error().message;
    return figures;
  }
  figures.instructions = run->row.instructions;
  figures.cycles = run->row.cycles;
  figures.ram_bytes = run->ram_bytes + run->stack_bytes;
  figures.flash_bytes = run->footprint.flash_bytes();
  figures.weights_bytes = run->footprint.constants_bytes;
  figures.exact = is_exact;
  return figures;
}

std::string front_end_table(const FiguresFile& file) {
  std::string text = baseline().front_ends + "\n\n";
  text +=
      "| front end | kind | as | board | exact | values a row | instructions a "
      "row | cycles a row (modelled) | MHz for real time | RAM B: memory + "
      "stack | flash B: code and tables |\n"
      "|---|---|---|---|---|---:|---:|---:|---:|---:|---:|\n";
  for (const Figures& row : file.rows) {
    const FrontEndCase* const known = find_case(row.key.model);
    if (known == nullptr) {
      continue;
    }
    const auto front_end = make_front_end(*known);
    FIREFLY_CHECK(front_end.ok());
    const FeatureFormat format = (*front_end)->format();
    // A picture has no rate of its own.
    const std::string megahertz =
        row.cycles && known->sensor.rate_hz > 0
            ? fmt::format("{:.2f}", static_cast<double>(*row.cycles) *
                                        known->sensor.rate_hz /
                                        format.hop_samples / 1e6)
            : "–";
    text += fmt::format(
        "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
        known->name, known->kind, known->of, row.key.board,
        row.reason.empty() ? (row.exact ? "yes" : "NO") : row.reason,
        format.row_size(), grouped_or_dash(row.instructions),
        grouped_or_dash(row.cycles), megahertz, grouped_or_dash(row.ram_bytes),
        grouped_or_dash(row.flash_bytes));
  }
  return text;
}

}  // namespace firefly
