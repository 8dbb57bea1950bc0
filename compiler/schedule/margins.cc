// SPDX-License-Identifier: Apache-2.0
#include "compiler/schedule/margins.h"

#include <algorithm>
#include <map>

#include "graph/rows.h"

namespace firefly {
namespace {

/// The rows of a tensor that depend on no margin.
struct Inner {
  int32_t first = 0;
  int32_t last = 0;
  int32_t stride = 1;  ///< Input rows from one to the next.
};

class Analysis {
 public:
  Analysis(const Graph& graph, const std::vector<KernelCall>& calls)
      : graph_(graph), calls_(calls) {}

  std::optional<KeptRows> run() {
    const TensorId image = graph_.ops[0].outputs[0];
    inner_[image] = {0, height(image) - 1, 1};
    size_t last = 1;
    while (last < graph_.ops.size() && add(last)) {
      ++last;
    }
    KeptRows result;
    for (const auto& [id, inner] : inner_) {
      result.hop_rows = std::max(result.hop_rows, inner.stride);
    }
    for (size_t i = 0; i < graph_.ops.size(); ++i) {
      const int64_t macs = count_macs(graph_, graph_.ops[i]);
      result.macs_whole += macs;
      result.macs += macs;
      if (i < last) {
        const TensorId id = graph_.ops[i].outputs[0];
        const int64_t stay = staying(inner_.at(id), result.hop_rows);
        result.macs -= macs / height(id) * stay;
        result.kept_bytes += size_bytes(graph_.tensor(id));
      }
    }
    return result.macs < result.macs_whole ? std::optional(result)
                                           : std::nullopt;
  }

 private:
  [[nodiscard]] int32_t height(TensorId id) const {
    return graph_.tensor(id).shape[1];
  }

  /// Rows that were there a hop before. Strides are those of a window that
  /// moves as a whole: all divide the hop or none stays.
  static int32_t staying(const Inner& inner, int32_t hop) {
    return hop % inner.stride == 0
               ? std::max(0, inner.last - inner.first + 1 - hop / inner.stride)
               : 0;
  }

  /// Notes the inner rows of operator i, if it goes row by row.
  bool add(size_t i) {
    const Op& op = graph_.ops[i];
    const auto needs = row_needs(graph_, op);
    if (!needs || !calls_[i].by_row || calls_[i].accumulates) {
      return false;
    }
    Inner inner{0, height(op.outputs[0]) - 1, 0};
    for (const TensorId id : op.inputs) {
      if (id == kNoTensor || graph_.tensor(id).is_constant()) {
        continue;
      }
      const auto from = inner_.find(id);
      if (from == inner_.end()) {
        return false;
      }
      const Inner& input = from->second;
      const int32_t stride = input.stride * needs->stride;
      if (inner.stride != 0 && inner.stride != stride) {
        return false;
      }
      inner.stride = stride;
      while (inner.first <= inner.last &&
             needs->first(inner.first) < input.first) {
        ++inner.first;
      }
      while (inner.first <= inner.last &&
             needs->last(inner.last) > input.last) {
        --inner.last;
      }
    }
    if (inner.stride == 0) {
      return false;
    }
    inner_[op.outputs[0]] = inner;
    return true;
  }

  const Graph& graph_;
  const std::vector<KernelCall>& calls_;
  std::map<TensorId, Inner> inner_;
};

}  // namespace

std::optional<KeptRows> find_kept_rows(const Graph& graph,
                                       const std::vector<KernelCall>& calls) {
  return Analysis(graph, calls).run();
}

}  // namespace firefly
