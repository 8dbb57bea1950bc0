// SPDX-License-Identifier: Apache-2.0
//
// From the tables [gate] and [cascade] of a project to the gate that lets the
// network sleep, for device and host.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "config/keys.h"
#include "events/activity_gate.h"
#include "events/wake_timer.h"
#include "frontends/front_end.h"
#include "graph/status.h"
#include "project/cascade.h"
#include "project/windows.h"

namespace firefly {

class Featurizer;
class FirstNetwork;
struct Project;

enum class GateKind : uint8_t { kNone, kActivity };

struct GateParameters {
  GateKind kind = GateKind::kNone;
  double level_db = -50;  ///< From which the network runs.
  double hold_ms = 1000;  ///< That it goes on afterwards.
};

void declare(Keys& keys, GateParameters& parameters);

/// A gate as a device gets it.
struct DeviceGate {
  std::string header;  ///< "events/activity_gate.h"; empty for none.
  std::string type = "firefly::NoGate";
  std::string config = "{}";  ///< Initialiser of `type`::Config.
  int memory_bytes = 1;       ///< Of RAM, 2-byte aligned.
  /// The network's memory is lent to it instead.
  bool borrows = false;
};

/// One step of the network, which may sleep through it.
struct GateStep {
  bool is_open = true;
  /// As the device's gate has it: of what went on since the step before, or of
  /// the first network's newest scores.
  int32_t level = 0;
};

class GateDesign {
 public:
  /// The one of a project whose windows `featurizer` makes. `period_ms` is from
  /// step to step, 0: not known. Errors name the key.
  [[nodiscard]] static Expected<GateDesign> make(const Project& project,
                                                 const Featurizer& featurizer,
                                                 double period_ms);
  /// That of [gate] alone.
  [[nodiscard]] static Expected<GateDesign> make(
      const GateParameters& parameters, const SensorParameters& sensor,
      double period_ms);

  /// That of [cascade].
  [[nodiscard]] static Expected<GateDesign> make(
      std::shared_ptr<const FirstNetwork> first,
      const CascadeParameters& parameters, const WindowLayout& layout,
      const FeatureFormat& format, double period_ms);

  [[nodiscard]] bool is_there() const { return !device_.header.empty(); }
  /// Of a cascade; else null.
  [[nodiscard]] const std::shared_ptr<const FirstNetwork>& first() const {
    return first_;
  }
  /// Of a cascade, all but its type and its memory, which follow from the
  /// compiled networks.
  [[nodiscard]] const DeviceGate& device() const { return device_; }

  /// All steps over samples as the sensor delivers them, as the device makes
  /// them; empty without a gate.
  [[nodiscard]] std::vector<GateStep> steps(const std::vector<int16_t>& samples,
                                            const FeatureFormat& format,
                                            const WindowLayout& layout) const;

  /// Of an activity gate: decibels of the sensor's full scale.
  [[nodiscard]] static double level_db(events::LogScore level);

 private:
  [[nodiscard]] std::vector<GateStep> steps_of_first(
      const std::vector<int16_t>& samples, const FeatureFormat& format,
      const WindowLayout& layout) const;

  DeviceGate device_;
  events::ActivityGate::Config config_ = {};
  events::WakeTimer::Config timer_ = {};  ///< Of a cascade.
  std::shared_ptr<const FirstNetwork> first_;
};

}  // namespace firefly
