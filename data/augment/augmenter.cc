// SPDX-License-Identifier: Apache-2.0
#include "data/augment/augmenter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "data/augment/image.h"
#include "data/augment/motion.h"
#include "data/augment/noise_mix.h"
#include "data/augment/room.h"
#include "data/augment/time.h"

namespace firefly {
namespace {

// Enough that no two examples of a batch sound alike, made once.
constexpr size_t kRooms = 24;

// Marsaglia and Tsang, 2000; for shapes below 1 by their boost.
double draw_gamma(double shape, Random& random) {
  if (shape < 1) {
    const double boost = std::pow(1 - random.fraction(), 1 / shape);
    return draw_gamma(shape + 1, random) * boost;
  }
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  while (true) {
    const double x = random.normal();
    const double v = std::pow(1 + c * x, 3);
    if (v > 0 && std::log(1 - random.fraction()) <
                     0.5 * x * x + d - d * v + d * std::log(v)) {
      return d * v;
    }
  }
}

bool is_any(const MotionAugmentation& p) {
  return p.time_warp_percent > 0 || p.time_shift_ms > 0 ||
         p.rotation_degrees > 0 || p.scale_percent > 0 || p.jitter_percent > 0;
}

}  // namespace

Expected<Augmenter> Augmenter::make(const AugmentationParameters& parameters,
                                    const SensorFormat& sensor,
                                    const std::vector<Recording>& noise,
                                    uint64_t seed) {
  const SoundAugmentation& sound = parameters.sound;
  const auto wrong = [](std::string message) {
    return Error{ErrorCode::kUsage, std::move(message)};
  };
  if (parameters.motion.rotation_degrees > 0 && sensor.channels % 3 != 0) {
    return wrong(
        fmt::format("rotation_degrees in [augmentation.motion]: "
                    "expected channels in threes (x, y, z), the "
                    "sensor has {}",
                    sensor.channels));
  }
  if (sound.noise_probability > 0 && noise.empty()) {
    return wrong(
        "noise_probability in [augmentation.sound]: there is no noise; name "
        "recordings of it in noise of [data]");
  }
  if (sound.noise_min_snr_db > sound.noise_max_snr_db) {
    return wrong(
        fmt::format("noise_min_snr_db in [augmentation.sound] is {:g},"
                    " noise_max_snr_db is {:g}: expected no less",
                    sound.noise_min_snr_db, sound.noise_max_snr_db));
  }
  if (sound.pitch_semitones > 0 && sensor.channels != 1) {
    return wrong(
        fmt::format("pitch_semitones in [augmentation.sound]: "
                    "expected one channel, the sensor has {}",
                    sensor.channels));
  }
  Augmenter augmenter;
  augmenter.parameters_ = parameters;
  for (const Recording& recording : noise) {
    augmenter.noise_.push_back(recording.signal);
  }
  for (size_t i = 0; sound.reverb_probability > 0 && i < kRooms; ++i) {
    Random random(seed, i);
    const double reverb_s =
        random.between(std::min(0.1, sound.reverb_max_s), sound.reverb_max_s);
    augmenter.rooms_.push_back(draw_room(sensor.rate_hz, reverb_s, random));
  }
  return augmenter;
}

bool Augmenter::splices(Random& random) const {
  const double probability = parameters_.sound.splice_probability;
  return probability > 0 && random.chance(probability);
}

Signal Augmenter::apply(const Signal& signal, Random& random) const {
  if (signal.width > 0) {
    return augment_image(parameters_.image, signal, random);
  }
  const Signal heard = apply_sound(signal, random);
  return is_any(parameters_.motion)
             ? augment_motion(parameters_.motion, heard, random)
             : heard;
}

Signal Augmenter::apply_sound(const Signal& signal, Random& random) const {
  const SoundAugmentation& p = parameters_.sound;
  Signal result = signal;
  if (p.speed_percent > 0) {
    result =
        change_speed(result, 1 + random.between(-1, 1) * p.speed_percent / 100);
  }
  if (p.pitch_semitones > 0) {
    result = change_pitch(
        result, std::exp2(random.between(-1, 1) * p.pitch_semitones / 12));
  }
  if (p.time_shift_ms > 0) {
    result = shift(
        result, random.between(-1, 1) * p.time_shift_ms * 1e-3 * signal.rate_hz,
        false);
  }
  if (p.reverb_probability > 0 && random.chance(p.reverb_probability)) {
    result = convolve(result, rooms_[random.index(rooms_.size())]);
  }
  if (p.noise_probability > 0 && random.chance(p.noise_probability)) {
    const Signal& noise = noise_[random.index(noise_.size())];
    mix_noise(noise, random.between(p.noise_min_snr_db, p.noise_max_snr_db),
              result, random);
  }
  if (p.gain_db > 0) {
    const auto gain = static_cast<float>(
        std::pow(10.0, random.between(-1, 1) * p.gain_db / 20));
    for (float& value : result.values) {
      value *= gain;
    }
  }
  return result;
}

void Augmenter::hide(const FeatureFormat& format, std::span<int8_t> rows,
                     Random& random) const {
  const RowAugmentation& p = parameters_.rows;
  const auto row = static_cast<size_t>(format.row_size());
  const size_t count = rows.size() / row;
  if (count == 0 || (p.time_masks == 0 && p.frequency_masks == 0)) {
    return;
  }
  int64_t sum = 0;
  for (const int8_t value : rows) {
    sum += value;
  }
  const auto mean = static_cast<int8_t>(
      std::lround(static_cast<double>(sum) / static_cast<double>(rows.size())));
  // A stretch of up to `longest` of `size`, both ends included.
  const auto draw = [&](size_t size, int longest) {
    const size_t length =
        random.index(std::min(size, static_cast<size_t>(longest)) + 1);
    const size_t begin = random.index(size - length + 1);
    return std::pair(begin, begin + length);
  };
  for (int i = 0; i < p.time_masks; ++i) {
    const auto [begin, end] = draw(count, p.time_mask_rows);
    std::fill(rows.begin() + static_cast<std::ptrdiff_t>(begin * row),
              rows.begin() + static_cast<std::ptrdiff_t>(end * row), mean);
  }
  const auto channels = static_cast<size_t>(format.channels);
  for (int i = 0; i < p.frequency_masks; ++i) {
    const auto [begin, end] =
        draw(static_cast<size_t>(format.width), p.frequency_mask_bins);
    for (size_t r = 0; r < count; ++r) {
      std::fill_n(rows.begin() +
                      static_cast<std::ptrdiff_t>(r * row + begin * channels),
                  (end - begin) * channels, mean);
    }
  }
}

Mix Augmenter::draw_mix(size_t count, Random& random) const {
  if (parameters_.mixup_alpha <= 0 || count == 0) {
    return {};
  }
  const double a = draw_gamma(parameters_.mixup_alpha, random);
  const double b = draw_gamma(parameters_.mixup_alpha, random);
  const double weight = a + b > 0 ? a / (a + b) : 1;
  return {random.index(count), weight};
}

}  // namespace firefly
