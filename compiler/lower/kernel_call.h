// SPDX-License-Identifier: Apache-2.0
//
// What an operator becomes: one call of one runtime kernel, with a constant
// struct that describes the layer to it. The planner reads its memory needs,
// the emitter prints it, a later back end may serialise it.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "graph/tensor.h"

namespace firefly {

/// An array that goes to flash, in the order in which the kernel reads it.
struct FlashArray {
  /// What it is, within the layer: "weights", "bias", "table". The emitter
  /// makes it unique and merges equal arrays. Arrays called "weights" and
  /// "bias" are reported as weights, all others as constants.
  std::string what;
  DataType type = DataType::kInt8;
  std::vector<uint8_t> bytes;  ///< Little-endian.

  template <class T>
  static FlashArray of(std::string what, const std::vector<T>& values) {
    FlashArray array;
    array.what = std::move(what);
    if constexpr (std::is_same_v<T, float>) {
      array.type = DataType::kFloat32;
    } else if constexpr (std::is_signed_v<T>) {
      array.type = sizeof(T) == 1   ? DataType::kInt8
                   : sizeof(T) == 2 ? DataType::kInt16
                   : sizeof(T) == 4 ? DataType::kInt32
                                    : DataType::kInt64;
    } else {
      static_assert(sizeof(T) == 1);
      array.type = DataType::kUint8;
    }
    array.bytes.resize(values.size() * sizeof(T));
    if (!values.empty()) {
      std::memcpy(array.bytes.data(), values.data(), array.bytes.size());
    }
    return array;
  }
};

/// What the schedule decides. Of the first input, the output; offsets in the
/// model's memory, in bytes.
enum class Planned : uint8_t {
  kInputOffset,
  kOutputOffset,
  kScratchOffset,
  kInputHeight,  ///< Rows that there are; of a ring without end, "all".
  kInputKept,    ///< Row y lies at y mod this many rows.
  kOutputKept,
  kIsBackward,  ///< Rows are made from the last to the first.
};

/// One member of a layer's constant struct, in the order of its declaration.
struct Field {
  /// monostate prints nullptr; a vector prints a braced list (a member array,
  /// such as a shape); a FlashArray prints the array's name (a pointer).
  using Value = std::variant<std::monostate, int64_t, float,
                             std::vector<int64_t>, FlashArray, Planned>;
  std::string name;
  Value value;
};

enum class ArgKind : uint8_t {
  kLayer,  ///< The layer's constant struct.
  /// `const T* const*`: the rows that output row y reads; of several output
  /// rows, all from the first to the last that one of them reads.
  kInputWindow,
  kInputRow,    ///< `const T*`: row y of an input, same height as the output.
  kInputData,   ///< `const T*`: the whole input tensor (constants too).
  kAllInputs,   ///< `const void* const*`: every input, whole, in order.
  kOutputRow,   ///< `T*`: row y of the output; more of them follow it.
  kOutputData,  ///< `T*`: the whole output tensor.
  kStateData,   ///< `T*`: an input that is a state tensor, writable.
  kScratch,     ///< `uint8_t*`: scratch_bytes of memory, 8-byte aligned.
  kRow,         ///< `int`: y.
  kRowCount,    ///< `int`: how many rows the call makes, from y on.
  kLine,        ///< `const void*`: the row that the caller pushes.
  kMemory,      ///< `uint8_t*`: the model's memory.
};
struct Arg {
  ArgKind kind = ArgKind::kLayer;
  int index = 0;  ///< Which input or output.
};

struct KernelCall {
  std::string header;    ///< Below runtime/: "kernels/conv2d_s8.inl".
  std::string function;  ///< In namespace firefly: "conv2d_s8_row".
  /// Explicit template arguments: "Isa" for kernels over the ISA vocabulary
  /// (the emitter defines the alias), types, constants. Printed as they are.
  std::vector<std::string> template_args;
  std::string layer_type;  ///< "Conv2dS8"; empty if it takes no struct.
  std::vector<Field> fields;
  std::vector<Arg> args;
  /// One call computes one output row (row y of kOutputRow), else all of it.
  bool by_row = false;
  /// With by_row: a function that takes the layer and the model's memory, and
  /// makes all rows of a group of this operator alone. Empty if there is none.
  std::string all_rows;
  /// With by_row: how many rows a call makes, fewer at the image's end. They
  /// lie side by side.
  int32_t rows = 1;
  /// With by_row: a call takes row y of its input instead; the output is
  /// complete after the last. Nobody else uses its scratch in between.
  bool accumulates = false;
  /// With by_row: takes the rows that the caller pushes.
  bool is_feed = false;
  /// With by_row: bytes of a row of the output if that is one of planes
  /// (runtime/kernels/plane_rows.h), or wide; 0 if it is the tensor's own,
  /// NHWC.
  int32_t plane_row_bytes = 0;
  /// A wide row has int16 instead of int8, for a convolution that multiplies
  /// these.
  bool writes_wide = false;
  /// Rows 2y and 2y + 1 of the output share planes.
  bool plane_pairs = false;
  /// Takes rows of planes, or wide ones.
  bool reads_planes = false;
  int32_t scratch_bytes = 0;
  /// The output may lie on this input's memory, or start below it and run into
  /// it: elements go first to last, each read before its place is written. -1
  /// for none.
  int in_place_input = -1;

  void field(std::string name, Field::Value value) {
    fields.push_back({std::move(name), std::move(value)});
  }
};

}  // namespace firefly
