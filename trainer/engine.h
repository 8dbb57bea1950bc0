// SPDX-License-Identifier: Apache-2.0
//
// The wall around torch: what is behind it are functions without a memory,
// from numbers to numbers. C++17: see network.h.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "graph/status.h"
#include "trainer/batches.h"
#include "trainer/network.h"

namespace firefly::trainer {

/// What training makes small.
struct Loss {
  float label_smoothing = 0;
  std::vector<float> class_weights;  ///< By label; empty: all 1.
  /// Share of the loss that is the distance to the teacher, 0 … 1.
  float distillation = 0;
  float temperature = 1;  ///< Of both softmaxes in that distance.
};

/// Some examples of a source.
struct Selection {
  const Batches& batches;
  const size_t* indices = nullptr;
  size_t count = 0;
};

struct Gradient {
  double loss = 0;                ///< Mean of the examples.
  std::vector<float> gradient;    ///< As Values::parameters.
  std::vector<float> statistics;  ///< Of this batch, as Values::statistics.
  std::vector<Range> ranges;      ///< Of this batch, by layer; with rounding.
};

struct Outputs {
  std::vector<float> values;    ///< count x network.output().size().
  std::vector<Target> targets;  ///< By example.
  double loss = 0;              ///< Mean, without smoothing and teacher.
};

/// Gets `size` values of one layer for some examples, NHWC.
using Observer =
    std::function<void(int layer, const float* values, size_t size)>;

/// A network's arithmetic, with gradients. Cuts every batch into shards of
/// about 32 examples, which threads take one at a time and which are summed in
/// order: results depend on the shards and not on the threads. Batch norm sees
/// a shard. On a CUDA device a batch is one shard.
class Engine {
 public:
  Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  virtual ~Engine() = default;

  /// Loss and gradient of a batch. Without `rounding`, in float; else with
  /// weights and outputs rounded as the quantised network does, and gradients
  /// that pass straight through (zero where an output is clipped). All
  /// randomness (dropout) follows from `seed`.
  [[nodiscard]] virtual Gradient gradient(const Values& values,
                                          const Rounding* rounding,
                                          const Selection& examples,
                                          const Loss& loss, uint64_t seed) = 0;

  /// The outputs of a trained network; class weights of `loss` count.
  [[nodiscard]] virtual Outputs outputs(const Values& values,
                                        const Rounding* rounding,
                                        const Selection& examples,
                                        const Loss& loss) = 0;

  enum class Moment : uint8_t { kOutput, kBeforeRectifier };
  /// Shows the observer what every layer computes, example after example.
  virtual void observe(const Values& values, const Rounding* rounding,
                       const Selection& examples, Moment moment,
                       const Observer& observer) = 0;

  /// A trained network of the same input and outputs, for Loss::distillation.
  virtual void set_teacher(const Network& network, const Values& values) = 0;
};

/// The engine of `libfirefly_torch.so`, which is loaded from beside the running
/// program at the first call: libtorch takes half a second to start, and most
/// commands do not train. `threads` of 0 takes one a core. An error if the
/// library or libtorch is not there.
[[nodiscard]] Expected<std::unique_ptr<Engine>> make_engine(
    const Network& network, int threads);

/// "cpu", or "cuda" where the installed libtorch and the machine have it.
[[nodiscard]] Expected<std::string> device_name();

/// What the library exports, and the names of it.
struct EngineLibrary {
  static constexpr const char* kMakeEngine = "firefly_make_engine";
  static constexpr const char* kDeviceName = "firefly_device_name";
  using MakeEngine = Engine*(const Network& network, int threads);
  using DeviceName = const char*();
};

}  // namespace firefly::trainer
