// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "data/data_set.h"
#include "frontends/front_end.h"
#include "graph/status.h"
#include "project/project.h"
#include "project/windows.h"

namespace firefly {

/// A window of a recording: what a network sees at once.
struct Example {
  size_t recording = 0;  ///< Into the data set.
  int64_t begin = 0;     ///< First sample; may lie before the recording.
  int label = 0;         ///< Into the classes; 0 without labels.
};

/// Makes features of windows, as the device would. Usable from many threads.
class Featurizer {
 public:
  /// `longest_recording` is the window where window.length_ms is 0.
  [[nodiscard]] static Expected<std::unique_ptr<Featurizer>> create(
      const Project& project, int64_t longest_recording);

  [[nodiscard]] const FeatureFormat& format() const { return format_; }
  [[nodiscard]] const WindowLayout& layout() const { return layout_; }
  [[nodiscard]] const SensorParameters& sensor() const { return sensor_; }
  /// Values of a window of features.
  [[nodiscard]] size_t size() const {
    return static_cast<size_t>(layout_.rows) *
           static_cast<size_t>(format_.row_size());
  }
  [[nodiscard]] DeviceFrontEnd device() const;

  /// The window that begins at `begin`, as a signal of its own.
  [[nodiscard]] Signal window(const Signal& signal, int64_t begin) const {
    return window_of(signal, sensor_, begin, layout_.samples);
  }
  /// Features of the window that begins at `begin`: size() values.
  void compute(const Signal& signal, int64_t begin, int8_t* rows);
  /// All rows of samples as the sensor delivers them.
  [[nodiscard]] std::vector<int8_t> rows(const std::vector<int16_t>& samples);

 private:
  Featurizer(const Project& project, std::unique_ptr<FrontEnd> front_end,
             const WindowLayout& layout);
  std::unique_ptr<FrontEnd> borrow();
  void give_back(std::unique_ptr<FrontEnd> front_end);

  SensorParameters sensor_;
  std::shared_ptr<FrontEndDesign> design_;
  FeatureFormat format_;
  WindowLayout layout_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<FrontEnd>> idle_;
};

/// Samples of a window of `rows` rows; 0 if there is no such front end.
[[nodiscard]] int64_t window_samples(const Project& project, int rows);

/// Samples of the longest recording; 0 of none.
[[nodiscard]] int64_t longest_recording(const DataSet& data);

/// The windows of the recordings of a split.
[[nodiscard]] std::vector<Example> list_examples(const DataSet& data,
                                                 std::string_view split,
                                                 const WindowLayout& layout,
                                                 WindowChoice choice);

}  // namespace firefly
