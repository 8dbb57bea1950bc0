// SPDX-License-Identifier: Apache-2.0
#include "graph/verify_recurrent.h"

#include <fmt/format.h>

#include <cmath>

namespace firefly {
namespace {

using enum DataType;

void lstm_states(const Lstm& lstm, int64_t cells, OpRules& rules) {
  const bool is_float = rules.in(0).type == kFloat32;
  const int64_t sequences = rules.in(0).shape[lstm.time_major ? 1 : 0];
  rules.state(rules.in(18));
  rules.state(rules.in(19));
  rules.same_type(rules.in(18), rules.in(0));
  rules.type(rules.in(19), {is_float ? kFloat32 : kInt16});
  rules.require(element_count(rules.in(18)) == sequences * cells &&
                    element_count(rules.in(19)) == sequences * cells,
                "states do not match the input");
  rules.quantized(rules.in(0));
  rules.quantized(rules.in(18));
  rules.quantized(rules.in(19));
  rules.same_quantization(rules.in(18), rules.out());
  if (rules.problem.empty() && !is_float) {
    const float log2 = std::log2(rules.in(19).scale());
    rules.require(
        log2 >= -31 && log2 <= 0,
        fmt::format("\"{}\" has the scale {}, expected a power of two up "
                    "to one",
                    rules.in(19).name, rules.in(19).scale()));
  }
}

}  // namespace

void verify_lstm(const Lstm& lstm, OpRules& rules) {
  if (!rules.operands(1, 24)) {
    return;
  }
  rules.require(rules.op.inputs.size() >= 20 && rules.op.has_input(18) &&
                    rules.op.has_input(19),
                "state tensors are missing");
  for (const size_t i : {9U, 10U, 11U, 16U, 17U, 20U, 21U, 22U, 23U}) {
    rules.require(
        !rules.op.has_input(i),
        "peepholes, projection and layer normalisation are not supported");
  }
  rules.require(lstm.tanh, "the cell's activation is not tanh");
  rules.require(lstm.cell_clip >= 0.0F, "the cell's clip is negative");
  if (!rules.problem.empty()) {
    return;
  }
  rules.type(rules.in(0), {kInt8, kFloat32});
  rules.same_type(rules.in(0), rules.out());
  rules.require(rules.in(0).rank() == 3 && rules.in(18).rank() >= 1,
                "input is not a batch of sequences");
  if (!rules.problem.empty()) {
    return;
  }
  const int32_t elems = rules.in(0).shape[2];
  const int32_t cells = rules.in(18).shape.back();
  const bool is_float = rules.in(0).type == kFloat32;
  for (size_t gate = 0; gate < 4; ++gate) {
    rules.weights(1 + gate, rules.in(0).type, {cells, elems});
    rules.weights(5 + gate, rules.in(0).type, {cells, cells});
    rules.parameter(12 + gate, is_float ? kFloat32 : kInt32, {cells});
  }
  lstm_states(lstm, cells, rules);
}

void verify_svdf(const Svdf& svdf, OpRules& rules) {
  rules.require(
      rules.op.inputs.size() == 5 && rules.op.outputs.size() == 1 &&
          rules.op.has_input(0) && rules.op.has_input(1) &&
          rules.op.has_input(2) && rules.op.has_input(4),
      "takes 5 inputs, of which only the bias is optional, and 1 output");
  if (!rules.problem.empty()) {
    return;
  }
  const bool is_float = rules.in(0).type == kFloat32;
  rules.type(rules.in(0), {kInt8, kFloat32});
  rules.same_type(rules.in(0), rules.out());
  rules.require(rules.in(0).rank() == 2 && rules.in(1).rank() == 2 &&
                    rules.in(2).rank() == 2 && svdf.rank >= 1 &&
                    rules.in(1).shape[0] % svdf.rank == 0 &&
                    rules.in(2).shape[1] >= 1,
                "weights do not match the input");
  if (!rules.problem.empty()) {
    return;
  }
  const int32_t filters = rules.in(1).shape[0];
  rules.weights(1, rules.in(0).type, {filters, rules.in(0).shape[1]});
  rules.weights(2, rules.in(4).type, {filters, rules.in(2).shape[1]});
  if (rules.op.has_input(3)) {
    rules.parameter(3, is_float ? kFloat32 : kInt32, {filters / svdf.rank});
  }
  rules.state(rules.in(4));
  if (is_float) {
    rules.type(rules.in(4), {kFloat32});
  } else {
    rules.type(rules.in(4), {kInt8, kInt16});
  }
  rules.require(element_count(rules.in(4)) ==
                    rules.in(0).shape[0] * element_count(rules.in(2)),
                "state does not match the weights");
  for (const size_t i : {0U, 4U}) {
    rules.quantized(rules.in(i));
  }
  rules.quantized(rules.out());
}

}  // namespace firefly
