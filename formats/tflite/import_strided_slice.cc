// SPDX-License-Identifier: Apache-2.0
//
// STRIDED_SLICE has numpy's slices in five masks. They are spelled out per
// dimension of the input (the ellipsis too), then clamped as TFLite does
// (lite/kernels/internal/strided_slice_logic.h), and dimensions that numpy adds
// or drops become a Reshape.
#include <fmt/format.h>

#include <algorithm>

#include "formats/tflite/import_functions.h"
#include "formats/tflite/slicing.h"

namespace firefly::tflite {
namespace {

struct Range {
  int64_t begin = 0;
  int64_t end = 0;
  int64_t stride = 1;
  bool from_start = true;
  bool to_end = true;
  bool drop = false;  ///< One element; the dimension goes.
};

/// A dimension of the output: the extent of a range, or a new one of 1.
struct Spec {
  std::vector<Range> ranges;     // one per dimension of the input
  std::vector<int> output_from;  // index of a range, or -1 for a new one
};

bool bit(int32_t mask, size_t i) { return i < 31 && ((mask >> i) & 1) != 0; }

int64_t length(const Range& range) {
  const int64_t span =
      range.stride > 0 ? range.end - range.begin : range.begin - range.end;
  const int64_t step = std::abs(range.stride);
  return span <= 0 ? 0 : (span + step - 1) / step;
}

/// Negative positions count from the end; positions outside are moved to the
/// border.
Status clamp(Range& range, int64_t extent, bool end_is_offset) {
  constexpr int64_t kLimit = int64_t{1} << 31;
  if (range.stride == 0 || std::abs(range.stride) > kLimit ||
      std::abs(range.begin) > kLimit || std::abs(range.end) > kLimit) {
    return invalid(fmt::format("begin {}, end {}, stride {}", range.begin,
                               range.end, range.stride));
  }
  const int64_t lowest = range.stride > 0 ? 0 : -1;
  const int64_t highest = range.stride > 0 ? extent : extent - 1;
  const int64_t given_begin =
      range.begin < 0 ? range.begin + extent : range.begin;
  range.begin = std::clamp(given_begin, lowest, highest);
  if (range.from_start) {
    range.begin = range.stride > 0 ? lowest : highest;
  }
  if (range.drop) {
    if (range.begin < 0 || range.begin >= extent || range.stride < 0) {
      return invalid(
          fmt::format("index {} in an extent of {}", given_begin, extent));
    }
    range.end = range.begin + 1;
    range.stride = 1;
    return {};
  }
  int64_t end = range.end + (end_is_offset ? range.begin : 0);
  end = end < 0 && !end_is_offset ? end + extent : end;
  range.end = std::clamp(end, lowest, highest);
  if (range.to_end) {
    range.end = range.stride > 0 ? highest : lowest;
  }
  return {};
}

Expected<Spec> read_spec(const Node& node,
                         const schema::StridedSliceOptions& options) {
  auto begin = node.ints(1);
  FIREFLY_RETURN_IF_ERROR(begin);
  auto end = node.ints(2);
  FIREFLY_RETURN_IF_ERROR(end);
  auto stride = node.ints(3);
  FIREFLY_RETURN_IF_ERROR(stride);
  if (begin->size() != end->size() || begin->size() != stride->size()) {
    return invalid(fmt::format("{} begins, {} ends and {} strides",
                               begin->size(), end->size(), stride->size()));
  }
  const auto rank = static_cast<size_t>(node.in(0).rank());
  size_t used = 0;  // dimensions that entries other than the ellipsis name
  for (size_t i = 0; i < begin->size(); ++i) {
    used +=
        !bit(options.ellipsis_mask(), i) && !bit(options.new_axis_mask(), i);
  }
  Spec spec;
  const auto add_range = [&](Range range) {
    if (!range.drop) {
      spec.output_from.push_back(static_cast<int>(spec.ranges.size()));
    }
    spec.ranges.push_back(range);
  };
  bool ellipsis = false;
  for (size_t i = 0; i < begin->size(); ++i) {
    if (bit(options.ellipsis_mask(), i)) {
      if (ellipsis) {
        return invalid("two ellipses");
      }
      ellipsis = true;
      for (size_t k = used; k < rank; ++k) {
        add_range({});
      }
    } else if (bit(options.new_axis_mask(), i)) {
      spec.output_from.push_back(-1);
    } else {
      add_range({(*begin)[i], (*end)[i], (*stride)[i],
                 bit(options.begin_mask(), i), bit(options.end_mask(), i),
                 bit(options.shrink_axis_mask(), i)});
    }
  }
  while (!ellipsis && spec.ranges.size() < rank) {
    add_range({});
  }
  if (spec.ranges.size() != rank) {
    return invalid(fmt::format("{} ranges for the shape {}", spec.ranges.size(),
                               to_string(node.in(0).shape)));
  }
  return spec;
}

}  // namespace

Status import_strided_slice(const Node& node) {
  auto options = node.required_options<schema::StridedSliceOptions>();
  FIREFLY_RETURN_IF_ERROR(options);
  auto spec = read_spec(node, **options);
  FIREFLY_RETURN_IF_ERROR(spec);
  Slice slice;
  Shape cut;
  for (size_t i = 0; i < spec->ranges.size(); ++i) {
    Range& range = spec->ranges[i];
    FIREFLY_RETURN_IF_ERROR(
        clamp(range, node.in(0).shape[i], (*options)->offset()));
    slice.begin.push_back(static_cast<int32_t>(range.begin));
    // One element has no stride; one beyond 31 bits has one element.
    const bool single = length(range) <= 1;
    slice.stride.push_back(single ? 1 : static_cast<int32_t>(range.stride));
    cut.push_back(static_cast<int32_t>(length(range)));
  }
  std::vector<int64_t> extents;
  for (const int from : spec->output_from) {
    extents.push_back(from < 0 ? 1 : cut[static_cast<size_t>(from)]);
  }
  FIREFLY_RETURN_IF_ERROR(check_declared(node.out(), extents));
  if (cut == node.out().shape) {
    return node.emit(std::move(slice), 1);
  }
  auto part = node.temporary(node.in(0), std::move(cut));
  FIREFLY_RETURN_IF_ERROR(part);
  FIREFLY_RETURN_IF_ERROR(
      node.emit(std::move(slice), {node.inputs()[0]}, {*part}));
  return node.emit(Reshape{}, {*part}, node.outputs());
}

}  // namespace firefly::tflite
