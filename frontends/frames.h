// SPDX-License-Identifier: Apache-2.0
//
// The keys of front ends that look at frames of slow signals, channel by
// channel.
#pragma once

#include <vector>

#include "config/keys.h"
#include "features/channel_frames.h"
#include "features/shape_scale.h"
#include "frontends/config_writer.h"
#include "frontends/front_end.h"
#include "frontends/prefilter.h"
#include "graph/status.h"

namespace firefly {

struct FrameParameters {
  PrefilterParameters prefilter;
  double frame_ms = 1000;
  double hop_ms = 500;
};

/// Those of the prefilter, `frame_ms` and `hop_ms`.
void declare(Keys& keys, FrameParameters& parameters);

/// The same in samples, which are counted after decimation.
struct FrameDesign {
  PrefilterDesign prefilter;
  int frame_length = 0;
  int hop_length = 0;
};

/// A frame has least_length … 4096 samples; errors say how to get there.
[[nodiscard]] Expected<FrameDesign> design_frames(
    const FrameParameters& parameters, const SensorFormat& sensor,
    int least_length);

/// A row for each frame.
[[nodiscard]] FeatureFormat format_of(const FrameDesign& design, int width);

template <class Config>
void write_frames(ConfigWriter<Config>& writer,
                  features::ChannelFrames::Config& field,
                  const FrameDesign& design) {
  write_prefilter(writer, field.prefilter, design.prefilter);
  writer.integer(field.frame_length, design.frame_length);
  writer.integer(field.hop_length, design.hop_length);
}

/// What int8 covers of skewness and of excess kurtosis: ± the range.
struct ShapeParameters {
  double skewness_range = 4;
  double kurtosis_range = 8;
};

/// `skewness_range` and `kurtosis_range`.
void declare(Keys& keys, ShapeParameters& parameters);

[[nodiscard]] features::ShapeScale design_shape(
    const ShapeParameters& parameters);

template <class Config>
void write_shape(ConfigWriter<Config>& writer, features::ShapeScale& field,
                 const ShapeParameters& parameters) {
  const features::ShapeScale scale = design_shape(parameters);
  writer.integer(field.skewness_multiplier, scale.skewness_multiplier);
  writer.integer(field.skewness_shift, scale.skewness_shift);
  writer.integer(field.kurtosis_multiplier, scale.kurtosis_multiplier);
  writer.integer(field.kurtosis_shift, scale.kurtosis_shift);
}

}  // namespace firefly
