// SPDX-License-Identifier: Apache-2.0
//
// The keys that the front ends of slow signals share: decimation and a filter.
#pragma once

#include <cstdint>
#include <vector>

#include "config/keys.h"
#include "features/prefilter.h"
#include "frontends/config_writer.h"
#include "frontends/front_end.h"
#include "graph/status.h"

namespace firefly {

enum class FilterKind { kNone, kLowPass, kHighPass, kBandPass };

struct FilterParameters {
  FilterKind kind = FilterKind::kNone;
  int order = 4;
  double low_hz = 0.5;  ///< Of a high pass or band pass.
  double high_hz = 20;  ///< Of a low pass or band pass.
};

struct PrefilterParameters {
  int decimation = 1;
  FilterParameters filter;
};

/// `decimation` and the table `filter`.
void declare(Keys& keys, PrefilterParameters& parameters);

/// A prefilter for a sensor: the sections in the form of features/biquad.h.
struct PrefilterDesign {
  int channels = 1;
  int decimation = 1;
  double rate_hz = 0;  ///< Of what comes out.
  std::vector<int32_t> anti_alias;
  std::vector<int32_t> filter;
};

/// The anti-alias filter is a Butterworth low pass of order 8 at 0.7 of the
/// new Nyquist frequency: 43 dB or more against all that would fold below it.
/// Errors: a sensor without a rate, an edge that is not below half the rate
/// after decimation or too low for 32-bit coefficients, edges out of order.
[[nodiscard]] Expected<PrefilterDesign> design_prefilter(
    const PrefilterParameters& parameters, const SensorFormat& sensor);

/// The filter's fields of a front end's Config.
template <class Config>
void write_prefilter(ConfigWriter<Config>& writer,
                     features::Prefilter::Config& field,
                     const PrefilterDesign& design) {
  const auto cascade = [&writer](features::BiquadCascade::Config& at,
                                 const char* name,
                                 const std::vector<int32_t>& coefficients) {
    writer.integer(at.sections, static_cast<int32_t>(coefficients.size() / 5));
    writer.table(at.coefficients, name, coefficients);
  };
  writer.integer(field.channels, design.channels);
  writer.integer(field.decimation, design.decimation);
  cascade(field.anti_alias, "kAntiAlias", design.anti_alias);
  cascade(field.filter, "kFilter", design.filter);
}

}  // namespace firefly
