// SPDX-License-Identifier: Apache-2.0
#include "frontends/mfcc.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "features/mfcc.h"
#include "frontends/host_front_end.h"
#include "frontends/mel.h"
#include "frontends/spectrum.h"
#include "frontends/to_int8.h"

namespace firefly {
namespace {

using features::Mfcc;

struct MfccParameters {
  SpectrumParameters spectrum{.kind = SpectrumKind::kMagnitude};
  MelParameters mel{.high_hz = 4000};
  int coefficients = 10;
  bool orthonormal = false;
  double log_floor = 1e-6;
  double lowest = -124;
  double highest = 26;
};

void declare_mfcc(Keys& keys, MfccParameters& parameters) {
  declare(keys, parameters.spectrum);
  declare(keys, parameters.mel);
  keys.integer({"coefficients", "", "how many, from the first on"},
               parameters.coefficients, 1, 256);
  keys.flag({"orthonormal", "",
             "whether the first coefficient is divided by sqrt(2), as SciPy's "
             "orthonormal transform has it and TensorFlow's has not"},
            parameters.orthonormal);
  keys.number(
      {"log_floor", "", "energies below are raised to it before the logarithm"},
      parameters.log_floor, 1e-12, 1);
  keys.number({"lowest", "", "the coefficient that becomes the lowest int8"},
              parameters.lowest, -10000, 10000);
  keys.number({"highest", "", "the coefficient that becomes the highest int8"},
              parameters.highest, -10000, 10000);
}

/// From logarithms in Q9 to coefficients in Q(9 + bits).
struct CosineTable {
  std::vector<int16_t> values;
  int length;
  int bits;
};

/// What the sums of the transform stay below.
constexpr int kSumBits = 30;

CosineTable cosine_table(const MfccParameters& parameters, double log_limit) {
  const int n = parameters.mel.filters;
  // |Σ| <= n · sqrt(2/n) · limit; and factors are below sqrt(2).
  const double limit = std::sqrt(2.0 * n) * log_limit * 512;
  CosineTable table;
  table.bits = std::min(14, kSumBits - 1 - static_cast<int>(std::log2(limit)));
  table.length = (n + 1) / 2 * 2;
  for (int k = 0; k < parameters.coefficients; ++k) {
    const double norm = std::sqrt(2.0 / n) *
                        (k == 0 && parameters.orthonormal ? std::sqrt(0.5) : 1);
    for (int i = 0; i < table.length; ++i) {
      const double value =
          i < n ? norm * std::cos(std::numbers::pi * k * (i + 0.5) / n) : 0;
      table.values.push_back(
          static_cast<int16_t>(std::lround(std::ldexp(value, table.bits))));
    }
  }
  return table;
}

class MfccDesign final : public FrontEndDesign {
 public:
  void declare(Keys& keys) override { declare_mfcc(keys, parameters_); }

  [[nodiscard]] Expected<std::unique_ptr<FrontEnd>> make(
      const SensorFormat& sensor) const override {
    FIREFLY_RETURN_IF_ERROR(check());
    const Expected<SpectrumDesign> spectrum =
        design_spectrum(parameters_.spectrum, sensor);
    FIREFLY_RETURN_IF_ERROR(spectrum);
    const Expected<MelDesign> mel = design_mel(parameters_.mel, *spectrum);
    FIREFLY_RETURN_IF_ERROR(mel);
    const double log_floor = std::log2(parameters_.log_floor);
    // No bin of samples in −1 … 1 exceeds the points of the transform, divided
    // by them where it is a power.
    const double log_limit = std::max(
        -log_floor, 1.0 + std::log2(spectrum->bins()) + spectrum->log2_points);
    const CosineTable table = cosine_table(parameters_, log_limit);
    const double step = (parameters_.highest - parameters_.lowest) / 255;
    const double zero_point = std::round(-128 - parameters_.lowest / step);
    const Expected<features::ToInt8> output = design_to_int8(
        std::numbers::ln2 / (std::ldexp(512, table.bits) * step), zero_point,
        std::ldexp(1, kSumBits), "lowest and highest");
    FIREFLY_RETURN_IF_ERROR(output);

    ConfigWriter<Mfcc::Config> writer;
    Mfcc::Config& config = writer.config();
    write_spectrum(writer, config.spectrum, *spectrum);
    write_mel(writer, config.bank, *mel);
    // The weights are in Q15.
    writer.integer(config.log_offset,
                   static_cast<int32_t>(std::lround(
                       (unit_log2(*spectrum, config.spectrum) - 15) * 32768)));
    writer.integer(config.log_floor,
                   static_cast<int32_t>(std::lround(log_floor * 512)));
    writer.table(config.transform.table, "kCosines", table.values);
    writer.integer(config.transform.length, table.length);
    writer.integer(config.transform.count, parameters_.coefficients);
    write_to_int8(writer, config.output, *output);
    FeatureFormat format = format_of(*spectrum, parameters_.coefficients);
    format.scale = static_cast<float>(step);
    format.zero_point = static_cast<int>(zero_point);
    return std::unique_ptr<FrontEnd>(std::make_unique<HostFrontEnd<Mfcc>>(
        format, sensor, "features/mfcc.h", "firefly::features::Mfcc",
        std::move(writer)));
  }

 private:
  [[nodiscard]] Status check() const {
    if (parameters_.coefficients > parameters_.mel.filters) {
      return Error{
          ErrorCode::kInvalidData,
          fmt::format("coefficients = {} of filters = {}: expected no "
                      "more coefficients than filters",
                      parameters_.coefficients, parameters_.mel.filters)};
    }
    if (parameters_.lowest > 0 || parameters_.highest <= 0) {
      return Error{ErrorCode::kInvalidData,
                   fmt::format("lowest = {} and highest = {}: expected a range "
                               "with 0 in it",
                               parameters_.lowest, parameters_.highest)};
    }
    return {};
  }

  MfccParameters parameters_;
};

}  // namespace

std::unique_ptr<FrontEndDesign> design_mfcc() {
  return std::make_unique<MfccDesign>();
}

}  // namespace firefly
