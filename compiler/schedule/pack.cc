// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/pack.h"

#include <algorithm>
#include <numeric>
#include <random>

namespace firefly {
namespace {

/// Enough to prove optimality on networks of the sizes we meet; milliseconds.
constexpr int kAttempts = 4000;

class Packer {
 public:
  explicit Packer(const PackProblem& problem) : problem_(problem) {}

  Packing run() {
    best_.lower_bound_bytes = lower_bound();
    std::vector<size_t> order(problem_.buffers.size());
    std::iota(order.begin(), order.end(), size_t{0});
    best_.offsets = place(order);
    best_.total_bytes = total(best_.offsets);
    try_sorted(order, [&](size_t i) { return -buffer(i).bytes; });
    std::vector<size_t> best_order = order;
    try_sorted(order, [&](size_t i) {
      return -(buffer(i).last_step - buffer(i).first_step);
    });
    improve(best_order);
    return best_;
  }

 private:
  [[nodiscard]] const PackBuffer& buffer(size_t i) const {
    return problem_.buffers[i];
  }
  [[nodiscard]] int32_t align(int32_t bytes) const {
    const int32_t a = problem_.alignment;
    return (bytes + a - 1) / a * a;
  }
  [[nodiscard]] bool together(size_t a, size_t b) const {
    return buffer(a).first_step <= buffer(b).last_step &&
           buffer(b).first_step <= buffer(a).last_step;
  }
  /// How far after the start of `a` the start of `b` must lie, if it is after.
  [[nodiscard]] int32_t distance(size_t a, size_t b) const {
    const auto found = problem_.overlap_bytes.find({a, b});
    return found != problem_.overlap_bytes.end() ? found->second
                                                 : buffer(a).bytes;
  }

  /// How many bytes `b` may share with `a` if it starts after it.
  [[nodiscard]] int32_t shared(size_t a, size_t b) const {
    return std::min(buffer(a).bytes - distance(a, b), buffer(b).bytes);
  }

  /// The most that is live at one step, less what may overlap.
  [[nodiscard]] int32_t lower_bound() const {
    int32_t bound = 0;
    for (const PackBuffer& at : problem_.buffers) {
      const int32_t step = at.first_step;
      const auto live = [&](size_t i) {
        return buffer(i).first_step <= step && step <= buffer(i).last_step;
      };
      int32_t bytes = 0;
      for (size_t i = 0; i < problem_.buffers.size(); ++i) {
        bytes += live(i) ? buffer(i).bytes : 0;
      }
      for (const auto& [pair, needed] : problem_.overlap_bytes) {
        const auto [a, b] = pair;
        const bool counted = b < a && problem_.overlap_bytes.contains({b, a});
        if (live(a) && live(b) && !counted) {
          bytes -= std::max(shared(a, b), shared(b, a));
        }
      }
      bound = std::max(bound, bytes);
    }
    return bound;
  }

  /// Puts each buffer, in the given order, as low as those before it allow.
  [[nodiscard]] std::vector<int32_t> place(
      const std::vector<size_t>& order) const {
    std::vector<int32_t> offsets(order.size(), 0);
    for (size_t n = 0; n < order.size(); ++n) {
      const size_t b = order[n];
      int32_t offset = 0;
      for (bool moved = true; moved;) {
        moved = false;
        for (size_t k = 0; k < n; ++k) {
          const size_t a = order[k];
          if (together(a, b) && offset < offsets[a] + distance(a, b) &&
              offset + distance(b, a) > offsets[a]) {
            offset = align(offsets[a] + distance(a, b));
            moved = true;
          }
        }
      }
      offsets[b] = offset;
    }
    return offsets;
  }

  [[nodiscard]] int32_t total(const std::vector<int32_t>& offsets) const {
    int32_t bytes = 0;
    for (size_t i = 0; i < offsets.size(); ++i) {
      bytes = std::max(bytes, offsets[i] + buffer(i).bytes);
    }
    return bytes;
  }

  bool try_order(const std::vector<size_t>& order) {
    std::vector<int32_t> offsets = place(order);
    const int32_t bytes = total(offsets);
    const bool better = bytes < best_.total_bytes;
    if (better) {
      best_.total_bytes = bytes;
      best_.offsets = std::move(offsets);
    }
    return better;
  }
  template <class Key>
  void try_sorted(std::vector<size_t>& order, Key key) {
    std::ranges::stable_sort(order, {}, key);
    try_order(order);
  }

  /// Swaps two buffers in the order and keeps what helps.
  void improve(std::vector<size_t> order) {
    std::minstd_rand random(1);
    for (int i = 0; i < kAttempts && order.size() > 1 &&
                    best_.total_bytes > best_.lower_bound_bytes;
         ++i) {
      const size_t a = random() % order.size();
      const size_t b = random() % order.size();
      std::swap(order[a], order[b]);
      if (!try_order(order) && i % 3 != 0) {
        std::swap(order[a], order[b]);  // every third swap stays, to wander
      }
    }
  }

  const PackProblem& problem_;
  Packing best_;
};

}  // namespace

Packing pack(const PackProblem& problem) { return Packer(problem).run(); }

}  // namespace firefly
