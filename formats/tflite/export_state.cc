// SPDX-License-Identifier: Apache-2.0
#include "formats/tflite/export_functions.h"

namespace firefly::tflite {
namespace {

using B = schema::BuiltinOperator;

}  // namespace

Status export_kind(Exporter& exporter, const Op& op,
                   const ReadVariable& /*kind*/) {
  exporter.emit(B::READ_VARIABLE, 1, {exporter.handle(op.inputs[0])},
                op.outputs);
  return {};
}

Status export_kind(Exporter& exporter, const Op& op,
                   const AssignVariable& /*kind*/) {
  exporter.emit(B::ASSIGN_VARIABLE, 1,
                {exporter.handle(op.inputs[0]), op.inputs[1]}, {});
  return {};
}

Status export_kind(Exporter& exporter, const Op& op, const Lstm& kind) {
  schema::UnidirectionalSequenceLSTMOptionsT options;
  options.activation = kind.tanh ? schema::Fused::TANH : fused(kind.activation);
  options.cell_clip = kind.cell_clip;
  options.proj_clip = kind.projection_clip;
  options.time_major = kind.time_major;
  std::vector<int32_t> intermediates;
  for (const Quantization& quantization : kind.intermediates) {
    intermediates.push_back(exporter.quantization_only(quantization));
  }
  exporter
      .emit(
          B::UNIDIRECTIONAL_SEQUENCE_LSTM,
          version_of(B::UNIDIRECTIONAL_SEQUENCE_LSTM, exporter.in(op, 0).type),
          op.inputs, op.outputs, options)
      .intermediates = std::move(intermediates);
  return {};
}

Status export_kind(Exporter& exporter, const Op& op, const Svdf& kind) {
  schema::SVDFOptionsT options;
  options.rank = kind.rank;
  options.activation = fused(kind.activation);
  exporter.emit(B::SVDF, version_of(B::SVDF, exporter.in(op, 0).type),
                op.inputs, op.outputs, options);
  return {};
}

Status export_op(Exporter& exporter, const Op& op) {
  return std::visit(
      [&](const auto& kind) { return export_kind(exporter, op, kind); },
      op.kind);
}

}  // namespace firefly::tflite
