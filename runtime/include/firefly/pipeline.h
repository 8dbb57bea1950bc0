// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdint.h>

#include "events/event.h"
#include "features/row_window.h"

namespace firefly {

/// In the place of a gate where the network runs at every step.
struct NoGate {
  struct Config {};
  void init(const Config& /*config*/, void* /*memory*/) {}
  void reset() {}
  template <class Sample>
  void watch(const Sample* /*samples*/, int32_t /*count*/) {}
  void see(const int8_t* /*row*/) {}
  bool step() { return true; }
};

/// From a sensor's samples to the outputs of a network and to events. `Parts`,
/// which is emitted, says what it is made of:
///
///   struct Parts {
///     using FrontEnd = …;              a class of runtime/features
///     using Model = …;                 the network
///     using Detector = …;              events::EventDetector, or
///                                      events::ReconstructionDetector<…>
///     using Gate = …;                  events::ActivityGate, NetworkGate<…>
///                                      or NoGate
///     static const FrontEnd::Config kFrontEnd;
///     static const Detector::Config kDetector;
///     static const Gate::Config kGate;
///     static constexpr int kChannels;      of the sensor
///     static constexpr int kFrontEndBytes, kDetectorBytes, kGateBytes;
///     static constexpr int kRows, kRowSize, kHopRows;
///     static constexpr bool kIsStreamed;   rows go into push_row()
///     static constexpr bool kLendsMemory;  of the network to the gate's one:
///                                          they never run at once
///   };
///
/// All memory is inside. Zero-initialised is ready to use.
template <class Parts>
class Pipeline {
 public:
  using Sample = typename Parts::FrontEnd::Sample;
  static constexpr int32_t kChannels = Parts::kChannels;

  /// Forgets all samples.
  void reset() {
    front_end_.init(Parts::kFrontEnd, memory_);
    front_end_.reset();
    detector_.init(Parts::kDetector, detector_memory_);
    detector_.reset();
    if constexpr (Parts::kLendsMemory) {
      gate_.init(Parts::kGate, lent_);
    } else {
      gate_.init(Parts::kGate, gate_memory_);
    }
    gate_.reset();
    window_.reset();
    if constexpr (Parts::kIsStreamed) {
      model_.reset();
    }
    is_set_up_ = true;
  }

  /// Takes samples, each of the sensor's channels, until an inference is
  /// complete or `count` are taken. Returns how many it took; the outputs of
  /// model(), and event(), are new if `outputs_are_new`.
  int32_t push(const Sample* samples, int32_t count, bool* outputs_are_new) {
    if (!is_set_up_) {
      reset();
    }
    int32_t taken = 0;
    *outputs_are_new = false;
    bool row_is_ready = true;
    while (!*outputs_are_new && (taken < count || row_is_ready)) {
      const Sample* const next = samples + taken * Parts::kChannels;
      const int32_t used =
          front_end_.push(next, count - taken, window_.next(), &row_is_ready);
      gate_.watch(next, used);
      taken += used;
      *outputs_are_new = row_is_ready && infer();
    }
    if (*outputs_are_new) {
      event_ = detect();
    }
    return taken;
  }

  typename Parts::Model& model() { return model_; }
  /// What says so: with its score and threshold, where it has them.
  const typename Parts::Detector& detector() const { return detector_; }
  /// What lets the network sleep. A closed gate makes no new outputs.
  const typename Parts::Gate& gate() const { return gate_; }
  /// Whether the newest outputs are an event, and of which class.
  const events::Event& event() const { return event_; }

 private:
  /// A network that keeps its own rows gets each as it comes.
  static constexpr int kKeptRows = Parts::kIsStreamed ? 1 : Parts::kRows;
  static constexpr int kHopRows = Parts::kIsStreamed ? 1 : Parts::kHopRows;
  static constexpr int kOwnGateBytes =
      Parts::kLendsMemory ? 1 : Parts::kGateBytes;
  static constexpr int kLentBytes = Parts::kLendsMemory ? Parts::kGateBytes : 1;

  /// With the row that is complete; whether there are new outputs.
  bool infer() {
    if constexpr (Parts::kIsStreamed) {
      // It needs every row, so nothing is gated.
      return model_.push_row(window_.next());
    } else {
      gate_.see(window_.next());
      if (!window_.advance()) {
        return false;
      }
      if (!gate_.step()) {
        detector_.pause();
        return false;
      }
      window_.take(model_.input().data);
      model_.invoke();
      return true;
    }
  }

  events::Event detect() {
    if constexpr (Parts::Detector::kComparesInput) {
      static_assert(!Parts::kIsStreamed, "the window's rows are not kept");
      return detector_.push(window_, model_.output().data);
    } else {
      return detector_.push(model_.output().data);
    }
  }

  alignas(8) uint8_t memory_[Parts::kFrontEndBytes];
  alignas(8) uint8_t detector_memory_[Parts::kDetectorBytes];
  typename Parts::FrontEnd front_end_;
  alignas(2) uint8_t gate_memory_[kOwnGateBytes];
  typename Parts::Detector detector_;
  typename Parts::Gate gate_;
  events::Event event_;
  features::RowWindow<kKeptRows, Parts::kRowSize, kHopRows> window_;
  union {
    typename Parts::Model model_;
    alignas(typename Parts::Model) uint8_t lent_[kLentBytes];
  };
  bool is_set_up_;
};

}  // namespace firefly
