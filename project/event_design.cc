// SPDX-License-Identifier: Apache-2.0
#include "project/event_design.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "config/did_you_mean.h"
#include "project/inference_count.h"

namespace firefly {
namespace {

using events::EventDetector;
using events::kNeverReached;

constexpr int kMaxLength = 1 << 15;  // As ScoreSmoother counts.

Status check_silent(const EventParameters& parameters,
                    const std::vector<std::string>& classes) {
  for (const std::string& name : parameters.silent) {
    if (std::find(classes.begin(), classes.end(), name) == classes.end()) {
      return Error{
          ErrorCode::kInvalidData,
          fmt::format("events.silent: there is no class '{}'{}; expected some "
                      "of {}",
                      name, did_you_mean(name, classes),
                      fmt::join(classes, ", "))};
    }
  }
  return {};
}

/// As scores are averaged. What int8 cannot hold is its limit.
int16_t averaged_score(double value, const ScoreFormat& format) {
  const double steps =
      std::clamp(value / format.scale + format.zero_point, -128.0, 127.0);
  return static_cast<int16_t>(
      std::lround(std::ldexp(steps, events::kScoreBits)));
}

struct Levels {
  std::vector<int16_t> thresholds;
  std::vector<int16_t> releases;
};

Expected<Levels> levels_of(const EventParameters& parameters,
                           const std::vector<std::string>& classes,
                           const ScoreFormat& format) {
  const std::vector<double>& each = parameters.thresholds;
  if (!each.empty() && each.size() != classes.size()) {
    return Error{
        ErrorCode::kInvalidData,
        fmt::format("events.thresholds has {} values: expected one "
                    "for each of the {} classes {}, or none",
                    each.size(), classes.size(), fmt::join(classes, ", "))};
  }
  Levels levels;
  for (size_t c = 0; c < classes.size(); ++c) {
    const double threshold = each.empty() ? parameters.threshold : each[c];
    const double release =
        parameters.release == 0 ? threshold : parameters.release;
    const bool is_silent = parameters.is_silent(classes[c]);
    if (!is_silent && release > threshold) {
      return Error{ErrorCode::kInvalidData,
                   fmt::format("events.release is {}, but the threshold of "
                               "class '{}' is {}: expected a release that is "
                               "not above it",
                               release, classes[c], threshold)};
    }
    levels.thresholds.push_back(is_silent ? kNeverReached
                                          : averaged_score(threshold, format));
    levels.releases.push_back(averaged_score(release, format));
  }
  if (std::count(levels.thresholds.begin(), levels.thresholds.end(),
                 kNeverReached) == static_cast<ptrdiff_t>(classes.size())) {
    return Error{ErrorCode::kInvalidData,
                 fmt::format("events.silent names all classes, {}: nothing "
                             "would ever be an event; leave one out",
                             fmt::join(classes, ", "))};
  }
  return levels;
}

}  // namespace

Expected<EventConfig> design_events(const EventParameters& parameters,
                                    const std::vector<std::string>& classes,
                                    const ScoreFormat& format,
                                    double period_ms) {
  FIREFLY_RETURN_IF_ERROR(check_silent(parameters, classes));
  const Expected<int> average = inferences_in(
      "events.average_ms", parameters.average_ms, period_ms, kMaxLength);
  FIREFLY_RETURN_IF_ERROR(average);
  const Expected<int> suppression = inferences_in(
      "events.suppression_ms", parameters.suppression_ms, period_ms, 1 << 30);
  FIREFLY_RETURN_IF_ERROR(suppression);
  const Expected<Levels> levels = levels_of(parameters, classes, format);
  FIREFLY_RETURN_IF_ERROR(levels);
  EventConfig writer;
  EventDetector::Config& config = writer.config();
  writer.integer(config.average.classes, static_cast<int32_t>(classes.size()));
  writer.integer(config.average.length, std::max(*average, 1));
  writer.integer(config.trigger.least_count, parameters.least_count);
  writer.integer(config.trigger.suppression, *suppression);
  writer.table(config.thresholds, "kThresholds", levels->thresholds);
  writer.table(config.releases, "kReleases", levels->releases);
  return writer;
}

HostEventDetector::HostEventDetector(EventConfig config)
    : config_(std::move(config)),
      memory_(static_cast<size_t>(
          EventDetector::memory_bytes(config_.config()) / 8)) {
  detector_.init(config_.config(), memory_.data());
}

events::Event HostEventDetector::push(std::span<const int8_t> scores) {
  FIREFLY_CHECK(scores.size() ==
                static_cast<size_t>(config_.config().average.classes));
  return detector_.push(scores.data());
}

double real_score(int32_t score, const ScoreFormat& format) {
  return format.scale *
         (std::ldexp(score, -events::kScoreBits) - format.zero_point);
}

}  // namespace firefly
