// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/augment/parameters.h"
#include "data/random.h"
#include "data/recording.h"
#include "frontends/front_end.h"
#include "graph/status.h"

namespace firefly {

/// Another example to blend with: weight · this + (1 − weight) · that.
struct Mix {
  size_t other = 0;
  double weight = 1;
};

/// Makes training examples vary. What comes out depends on the parameters and
/// on `random` only: give it Random(seed, epoch, index) of the example, and any
/// order of work, on any number of cores, gives the same.
class Augmenter {
 public:
  /// Errors name the key that does not go with the sensor, or that wants noise
  /// when there is none. `noise` has the sensor's rate and channels.
  static Expected<Augmenter> make(const AugmentationParameters& parameters,
                                  const SensorFormat& sensor,
                                  const std::vector<Recording>& noise,
                                  uint64_t seed);

  /// Whether to splice the next example: drawn where it is asked for at all.
  [[nodiscard]] bool splices(Random& random) const;

  /// Before the front end; as many samples come out as go in.
  [[nodiscard]] Signal apply(const Signal& signal, Random& random) const;

  /// After the front end: hides stretches of rows and bands of them behind the
  /// mean. `rows` are whole rows of format.row_size() values.
  void hide(const FeatureFormat& format, std::span<int8_t> rows,
            Random& random) const;

  /// Which of `count` examples to blend in, and how much; without mixup nothing
  /// of any.
  [[nodiscard]] Mix draw_mix(size_t count, Random& random) const;

 private:
  [[nodiscard]] Signal apply_sound(const Signal& signal, Random& random) const;

  AugmentationParameters parameters_;
  std::vector<Signal> noise_;
  std::vector<std::vector<float>> rooms_;
};

}  // namespace firefly
