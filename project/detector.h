// SPDX-License-Identifier: Apache-2.0
//
// What makes events of a network's outputs, by its task: scores of classes
// (event_design.h), or how badly it repeats its input (anomaly_design.h).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "frontends/front_end.h"
#include "graph/graph.h"
#include "graph/status.h"
#include "project/anomaly_design.h"
#include "project/event_design.h"
#include "project/project.h"

namespace firefly {

/// A detector as a device gets it: a class of runtime/events and what it is set
/// up with.
struct DeviceDetector {
  std::string header;  ///< "events/event_detector.h"
  std::string type;    ///< "firefly::events::EventDetector"
  std::vector<DeviceTable> tables;
  std::string config;    ///< Initialiser of `type`::Config.
  int memory_bytes = 0;  ///< Of RAM, 8-byte aligned.
  /// Scores in which it only learns what is normal; 0: it learns nothing.
  int warm_up = 0;
};

[[nodiscard]] DeviceDetector device_detector(const EventConfig& config);
[[nodiscard]] DeviceDetector device_detector(const AnomalyConfig& config);

/// A project's detector, for device and host.
class DetectorDesign {
 public:
  /// `period_ms` is from inference to inference; 0: pictures that come at no
  /// known rate are judged one by one. Errors name the key.
  [[nodiscard]] static Expected<DetectorDesign> make(
      const Project& project, const Graph& graph,
      const std::vector<std::string>& classes, double period_ms);

  [[nodiscard]] const DeviceDetector& device() const { return device_; }
  /// What its events stand for: the classes, or "anomaly" alone.
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  /// Of an event's score, for people: an averaged score of 0 … 1, or decibels
  /// of the mean squared error.
  [[nodiscard]] double real(int32_t score) const;
  /// Of a decision's threshold likewise; nothing where scores are of classes
  /// and in the warm-up.
  [[nodiscard]] std::optional<double> real_threshold(int32_t threshold) const;

  /// What the device says of one inference.
  struct Decision {
    events::Event event;
    int32_t threshold = 0;  ///< 0 where scores are of classes.
    bool operator==(const Decision& other) const {
      return event.class_index == other.event.class_index &&
             event.score == other.event.score && threshold == other.threshold;
    }
  };
  /// The gate was closed.
  void pause();
  /// Of the next inference, on this machine.
  [[nodiscard]] Decision push(const int8_t* input,
                              const std::vector<int8_t>& output);

 private:
  using Host = std::variant<std::unique_ptr<HostEventDetector>,
                            std::unique_ptr<HostAnomalyDetector>>;
  DetectorDesign(DeviceDetector device, std::vector<std::string> names,
                 const ErrorScales& scales, Host host);

  DeviceDetector device_;
  std::vector<std::string> names_;
  ErrorScales scales_;
  Host host_;
};

}  // namespace firefly
