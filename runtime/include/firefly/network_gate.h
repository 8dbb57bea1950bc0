// SPDX-License-Identifier: Apache-2.0
//
// A cascade of two networks: a small one, which listens all the time, wakes a
// larger one.
#pragma once

#include <stdint.h>

#include "events/wake_timer.h"

namespace firefly {

/// A network in memory of somebody else, in a pipeline that does not keep
/// anything there from one inference to the next.
template <class Model>
class Guest {
 public:
  /// `host` has the size of a Model at least, and its alignment.
  void place(void* host) { model_ = static_cast<Model*>(host); }
  auto input() { return model_->input(); }
  auto output() { return model_->output(); }
  void invoke() { model_->invoke(); }

 private:
  Model* model_;
};

/// The gate of a pipeline that an event of another pipeline opens. `First` is
/// that one: it is fed with the rows of the pipeline that has the gate
/// (features::GivenRows is its front end), or with its samples. `is_guest`: its
/// network is a Guest in the memory of the gate.
template <class First, bool takes_rows, bool is_guest>
class NetworkGate {
 public:
  using Config = events::WakeTimer::Config;

  void init(const Config& config, void* memory) {
    timer_.init(config);
    if constexpr (is_guest) {
      first_.model().place(memory);
    }
  }

  /// Closes it; nothing was heard.
  void reset() {
    timer_.reset();
    first_.reset();
    newest_level_ = 0;
    level_ = 0;
    is_awake_ = false;
    has_fired_ = false;
  }

  template <class Sample>
  void watch(const Sample* samples, int32_t count) {
    if constexpr (!takes_rows) {
      hear(samples, count);
    }
  }

  void see(const int8_t* row) {
    if constexpr (takes_rows) {
      hear(row, 1);
    }
  }

  /// The step is there. Whether the larger network is to run.
  bool step() {
    level_ = newest_level_;
    is_awake_ = timer_.push(has_fired_);
    has_fired_ = false;
    return is_awake_;
  }

  /// At the newest step.
  [[nodiscard]] bool is_awake() const { return is_awake_; }
  /// Of the first pipeline's newest event(), at the newest step.
  [[nodiscard]] int32_t level() const { return level_; }
  [[nodiscard]] const First& first() const { return first_; }

 private:
  template <class Sample>
  void hear(const Sample* samples, int32_t count) {
    bool is_new = true;
    for (int32_t at = 0; at < count || is_new;) {
      at += first_.push(samples + at * First::kChannels, count - at, &is_new);
      if (is_new) {
        newest_level_ = first_.event().score;
        has_fired_ |= first_.event().class_index >= 0;
      }
    }
  }

  events::WakeTimer timer_;
  int32_t newest_level_;
  int32_t level_;
  bool is_awake_;
  bool has_fired_;  ///< Since the newest step.
  First first_;
};

}  // namespace firefly
