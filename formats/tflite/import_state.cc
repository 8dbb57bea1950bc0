// SPDX-License-Identifier: Apache-2.0
//
// Operators that remember: resource variables, whose first values come from a
// subgraph that runs once, and recurrent layers with variable tensors.
//
// A variable without a first value starts as in TFLite Micro
// (micro_resource_variable.cc): every byte is the low byte of the zero point.
#include <fmt/format.h>

#include <cmath>

#include "formats/tflite/import_functions.h"

namespace firefly::tflite {
namespace {

constexpr size_t kLstmInputs = 24;

Expected<Variable*> variable_of(const Node& node) {
  const auto found = node.importer().handles.find(node.inputs()[0]);
  if (found == node.importer().handles.end()) {
    return invalid(
        fmt::format("\"{}\" is no handle of a variable", node.in(0).name));
  }
  return found->second;
}

/// The state tensor of a variable; made like `value` at the first use.
Status make_state(const Node& node, Variable& variable, TensorId value) {
  Importer& importer = node.importer();
  if (variable.state != kNoTensor) {
    return {};
  }
  Tensor state = importer.graph.tensor(value);
  FIREFLY_RETURN_IF_ERROR(importer.charge(size_bytes(state)));
  state.name = variable.name;
  state.role = TensorRole::kState;
  state.data.assign(static_cast<size_t>(size_bytes(state)),
                    static_cast<uint8_t>(state.zero_point()));
  variable.state = importer.graph.add(std::move(state));
  return {};
}

bool same_kind(const Tensor& a, const Tensor& b) {
  return a.type == b.type && a.shape == b.shape;
}

Status check_value(const Tensor& state, const Tensor& value) {
  if (!same_kind(state, value)) {
    return invalid(fmt::format("\"{}\" is {} {}, the variable {} {}",
                               value.name, to_string(value.shape),
                               name_of(value.type), to_string(state.shape),
                               name_of(state.type)));
  }
  return {};
}

Status check_states(const Node& node, std::initializer_list<size_t> operands) {
  for (const size_t i : operands) {
    if (!node.has_input(i) || node.in(i).role != TensorRole::kState) {
      return invalid(fmt::format("operand {} is no variable tensor", i));
    }
  }
  return {};
}

/// What neither TFLite Micro nor we have: an LSTM with peepholes, a
/// projection, layer normalisation, or its gates coupled.
Status check_plain_lstm(const Node& node) {
  const auto absent = [&](size_t first, size_t last) {
    for (size_t i = first; i <= last; ++i) {
      if (node.has_input(i)) {
        return false;
      }
    }
    return true;
  };
  if (!absent(9, 11)) {
    return unsupported("peephole weights");
  }
  if (!absent(16, 17)) {
    return unsupported("a projection");
  }
  if (!absent(20, 23)) {
    return unsupported("layer normalisation");
  }
  for (const size_t i : {1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 14, 15}) {
    if (!node.has_input(i)) {
      return unsupported(fmt::format("no operand {}: coupled gates", i));
    }
  }
  return {};
}

Expected<std::vector<Quantization>> intermediates_of(const Node& node) {
  std::vector<Quantization> result;
  const auto* ids = node.op().intermediates();
  if (ids == nullptr) {
    return result;
  }
  const auto* tensors = node.place().subgraph.tensors();
  for (const int id : *ids) {
    if (id < 0 || id >= node.place().tensor_count || result.size() > 8) {
      return invalid(fmt::format("intermediate {} of {} tensors", id,
                                 node.place().tensor_count));
    }
    // Their tensors are never stored, and often have a type of no use.
    const auto* source =
        tensors->Get(static_cast<flatbuffers::uoffset_t>(id))->quantization();
    Quantization quantization;
    if (source != nullptr && source->scale() != nullptr &&
        source->scale()->size() == 1) {
      quantization.scale = {source->scale()->Get(0)};
      const auto* zero = source->zero_point();
      const bool has_zero = zero != nullptr && zero->size() == 1;
      quantization.zero_point = {
          has_zero ? static_cast<int32_t>(zero_point_at(*zero, 0)) : 0};
      if (!std::isfinite(quantization.scale[0]) ||
          quantization.scale[0] <= 0.0F) {
        return invalid("an intermediate's scale is not a positive number");
      }
    }
    result.push_back(std::move(quantization));
  }
  return result;
}

}  // namespace

Status import_var_handle(const Node& node) {
  auto options = node.required_options<schema::VarHandleOptions>();
  FIREFLY_RETURN_IF_ERROR(options);
  const std::string container = printable((*options)->container());
  const std::string name = printable((*options)->shared_name());
  Importer& importer = node.importer();
  const auto [found, made] =
      importer.variables.try_emplace({container, name}, Variable{.name = name});
  importer.handles[node.outputs()[0]] = &found->second;
  return {};
}

Status import_read_variable(const Node& node) {
  auto variable = variable_of(node);
  FIREFLY_RETURN_IF_ERROR(variable);
  node.importer().variables_used = true;
  FIREFLY_RETURN_IF_ERROR(make_state(node, **variable, node.outputs()[0]));
  const TensorId state = (*variable)->state;
  FIREFLY_RETURN_IF_ERROR(check_value(node.graph().tensor(state), node.out()));
  return node.emit(ReadVariable{}, {state}, node.outputs());
}

Status import_assign_variable(const Node& node) {
  auto variable = variable_of(node);
  FIREFLY_RETURN_IF_ERROR(variable);
  FIREFLY_RETURN_IF_ERROR(make_state(node, **variable, node.inputs()[1]));
  Tensor& state = node.graph().tensor((*variable)->state);
  const Tensor& value = node.in(1);
  FIREFLY_RETURN_IF_ERROR(check_value(state, value));
  if (node.place().subgraph_index == 0) {
    node.importer().variables_used = true;
    return node.emit(AssignVariable{}, {(*variable)->state, node.inputs()[1]},
                     {});
  }
  if (!value.is_constant()) {
    return unsupported(
        fmt::format("\"{}\" is computed, expected a constant", value.name));
  }
  state.data = value.data;
  return {};
}

Status import_call_once(const Node& node) {
  auto options = node.required_options<schema::CallOnceOptions>();
  FIREFLY_RETURN_IF_ERROR(options);
  Importer& importer = node.importer();
  const int32_t index = (*options)->init_subgraph_index();
  if (node.place().subgraph_index != 0 || index == 0) {
    return unsupported("a call within a subgraph that is called");
  }
  if (importer.variables_used) {
    return unsupported("a call after a variable was used");
  }
  if (!importer.initialised_subgraphs.insert(index).second) {
    return {};
  }
  const size_t first_op = importer.graph.ops.size();
  auto place = import_subgraph(importer, index);
  FIREFLY_RETURN_IF_ERROR(place);
  // What computed the first values is done: they are constants.
  importer.graph.ops.resize(first_op);
  return {};
}

Status import_lstm(const Node& node) {
  auto options =
      node.required_options<schema::UnidirectionalSequenceLSTMOptions>();
  FIREFLY_RETURN_IF_ERROR(options);
  const auto& o = **options;
  FIREFLY_RETURN_IF_ERROR(check_plain_lstm(node));
  FIREFLY_RETURN_IF_ERROR(check_states(node, {18, 19}));
  if (o.diagonal_recurrent_tensors()) {
    return unsupported("diagonal recurrent weights");
  }
  if (!std::isfinite(o.cell_clip()) || !std::isfinite(o.proj_clip())) {
    return invalid("a clip that is not a finite number");
  }
  Lstm kind;
  kind.tanh = o.activation() == schema::Fused::TANH;
  kind.cell_clip = o.cell_clip();
  kind.projection_clip = o.proj_clip();
  kind.time_major = o.time_major();
  if (!kind.tanh) {
    auto activation = activation_of(o.activation());
    FIREFLY_RETURN_IF_ERROR(activation);
    kind.activation = *activation;
  }
  auto intermediates = intermediates_of(node);
  FIREFLY_RETURN_IF_ERROR(intermediates);
  kind.intermediates = std::move(*intermediates);
  return node.emit(std::move(kind), kLstmInputs);
}

Status import_svdf(const Node& node) {
  auto options = node.required_options<schema::SVDFOptions>();
  FIREFLY_RETURN_IF_ERROR(options);
  auto activation = activation_of((*options)->activation());
  FIREFLY_RETURN_IF_ERROR(activation);
  FIREFLY_RETURN_IF_ERROR(check_states(node, {4}));
  if ((*options)->rank() < 1 || (*options)->rank() > kMaxAttribute) {
    return invalid(fmt::format("rank {}", (*options)->rank()));
  }
  return node.emit(Svdf{(*options)->rank(), *activation}, 5);
}

}  // namespace firefly::tflite
