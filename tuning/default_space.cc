// SPDX-License-Identifier: Apache-2.0
#include "tuning/default_space.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "config/key_values.h"
#include "config/value_text.h"

namespace firefly {
namespace {

/// A key of some kind, and the shares of its value that are tried. Numbers of a
/// list grow and shrink together.
struct Scaled {
  std::string_view kind;  ///< Of front end or architecture.
  std::string_view path;
  std::vector<double> shares;
  int multiple = 0;  ///< Of the results; 0: three digits.
};

const std::vector<Scaled>& scaled_keys() {
  const std::vector<double> hops = {1, 1.5, 2};
  static const std::vector<Scaled> all = {
      {"mfcc", "front_end.coefficients", {0.8, 1, 1.3, 2}, 1},
      {"mfcc", "front_end.hop_ms", hops},
      {"log-mel", "front_end.filters", {0.5, 0.75, 1}, 1},
      {"log-mel", "front_end.hop_ms", hops},
      {"spectrogram", "front_end.hop_ms", hops},
      {"raw", "front_end.decimation", {1, 2, 4}, 1},
      {"spectral", "front_end.frame_ms", {0.5, 1}},
      {"spectral", "front_end.fft_length", {1, 2, 4}, 1},
      {"statistics", "front_end.frame_ms", {0.5, 1}},
      {"wavelet", "front_end.frame_ms", {0.5, 1}},
      {"image", "front_end.width", {0.5, 0.67, 0.83, 1}, 8},
      {"image", "front_end.height", {0.5, 0.67, 0.83, 1}, 8},
      {"autoencoder", "model.width", {0.25, 0.5, 0.75, 1}, 8},
      {"autoencoder", "model.depth", {0.5, 0.75, 1}, 1},
      {"autoencoder", "model.bottleneck", {0.5, 1, 2}, 1},
      {"cnn-1d", "model.channels", {0.25, 0.5, 0.75, 1, 1.5}, 4},
      {"cnn-1d", "model.kernel", {0.6, 1, 1.4}, 1},
      {"ds-cnn", "model.width", {0.25, 0.5, 0.75, 1, 1.25}, 8},
      {"ds-cnn", "model.blocks", {0.5, 0.75, 1, 1.25}, 1},
      {"mlp", "model.hidden", {0.25, 0.5, 1, 2}, 4},
      {"mobilenet-v1", "model.width", {0.4, 0.6, 0.8, 1, 1.2}},
      {"mobilenet-v1", "model.blocks", {0.5, 0.7, 0.85, 1}, 1},
      {"mobilenet-v2", "model.width", {0.4, 0.6, 0.8, 1, 1.2}},
      {"mobilenet-v2", "model.stages", {0.6, 0.8, 1}, 1},
      {"mobilenet-v2", "model.last_channels", {0.1, 0.25, 0.5, 1}, 8},
      {"resnet-8", "model.width", {0.5, 0.75, 1, 1.5}, 4},
      {"resnet-8", "model.blocks", {0.67, 1}, 1},
      {"streaming-tcn", "model.width", {0.25, 0.5, 0.75, 1, 1.25}, 8},
      {"streaming-tcn", "model.kernels", {0.6, 1}, 1},
  };
  return all;
}

double scaled(double value, double share, int multiple) {
  if (multiple == 0) {
    return std::strtod(fmt::format("{:.3g}", value * share).c_str(), nullptr);
  }
  return std::max(1.0, std::round(value * share / multiple)) * multiple;
}

/// "[16, 32]" -> "[8, 16]"
std::string scaled(const std::string& text, double share, int multiple) {
  std::string result;
  const char* at = text.c_str();
  while (*at != '\0') {
    char* end = nullptr;
    const double value = std::strtod(at, &end);
    if (end == at) {
      result += *at++;
    } else {
      result += value_text(scaled(value, share, multiple));
      at = end;
    }
  }
  return result;
}

std::string line(const KeyValue& key, const std::vector<double>& shares,
                 int multiple) {
  std::vector<std::string> values;
  for (const double share : shares) {
    const std::string value =
        share == 1 ? key.text : scaled(key.text, share, multiple);
    if (std::find(values.begin(), values.end(), value) == values.end()) {
      values.push_back(value);
    }
  }
  return fmt::format("{} = [{}]\n", key.path, fmt::join(values, ", "));
}

}  // namespace

std::string default_space(const Project& project) {
  Project copy = project;
  const std::vector<KeyValue> keys =
      key_values([&](Keys& walk) { declare(walk, copy); });
  std::string lines;
  for (const KeyValue& key : keys) {
    if (key.path == "window.length_ms" && key.text != "0" &&
        project.sensor.kind != SensorKind::kCamera) {
      lines += line(key, {0.5, 0.75, 1}, 0);
    }
    for (const Scaled& one : scaled_keys()) {
      const bool is_ours = one.kind == project.front_end.kind ||
                           one.kind == project.model.architecture;
      if (is_ours && one.path == key.path) {
        lines += line(key, one.shares, one.multiple);
      }
    }
  }
  const double rate = project.training.learning_rate;
  return lines + fmt::format(
                     "training.learning_rate = {{from = {:.3g}, to = {:.3g}, "
                     "log = true}}\n",
                     rate / 3, rate * 3);
}

}  // namespace firefly
