// SPDX-License-Identifier: Apache-2.0
//
// From the table [gate] of a project to the gate of runtime/events that lets
// the network sleep, for device and host.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/keys.h"
#include "events/activity_gate.h"
#include "frontends/front_end.h"
#include "graph/status.h"
#include "project/windows.h"

namespace firefly {

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
};

/// One step of the network, which may sleep through it.
struct GateStep {
  bool is_open = true;
  double level_db = 0;  ///< Of what went on since the step before.
};

class GateDesign {
 public:
  /// `period_ms` is from step to step. Errors name the key.
  [[nodiscard]] static Expected<GateDesign> make(
      const GateParameters& parameters, const SensorParameters& sensor,
      double period_ms);

  [[nodiscard]] bool is_there() const { return !device_.header.empty(); }
  [[nodiscard]] const DeviceGate& device() const { return device_; }

  /// All steps over samples as the sensor delivers them, as the device makes
  /// them; empty without a gate.
  [[nodiscard]] std::vector<GateStep> steps(const std::vector<int16_t>& samples,
                                            const FeatureFormat& format,
                                            const WindowLayout& layout) const;

  /// Decibels of the sensor's full scale.
  [[nodiscard]] static double level_db(events::LogScore level);

 private:
  DeviceGate device_;
  events::ActivityGate::Config config_ = {};
};

}  // namespace firefly
