// SPDX-License-Identifier: Apache-2.0
#include <flatbuffers/flexbuffers.h>

#include "formats/tflite/export_functions.h"

namespace firefly::tflite {
namespace {

using Options = std::vector<std::pair<const char*, int32_t>>;

/// A step's name in the format, and its options.
struct Describe {
  std::pair<const char*, Options> operator()(const SignalWindow& step) const {
    return {"SignalWindow", {{"shift", step.shift}}};
  }
  std::pair<const char*, Options> operator()(const FftAutoScale& /*s*/) const {
    return {"SignalFftAutoScale", {}};
  }
  std::pair<const char*, Options> operator()(const Rfft& step) const {
    return {"SignalRfft",
            {{"T", static_cast<int32_t>(schema::TensorType::INT16)},
             {"fft_length", step.fft_length}}};
  }
  std::pair<const char*, Options> operator()(const SpectrumEnergy& step) const {
    return {"SignalEnergy",
            {{"end_index", step.end}, {"start_index", step.begin}}};
  }
  std::pair<const char*, Options> operator()(const FilterBank& /*s*/) const {
    return {"SignalFilterBank", {}};
  }
  std::pair<const char*, Options> operator()(
      const FilterBankSquareRoot& /*s*/) const {
    return {"SignalFilterBankSquareRoot", {}};
  }
  std::pair<const char*, Options> operator()(
      const SpectralSubtraction& step) const {
    return {
        "SignalFilterBankSpectralSubtraction",
        {{"alternate_one_minus_smoothing", step.alternate_one_minus_smoothing},
         {"alternate_smoothing", step.alternate_smoothing},
         {"min_signal_remaining", step.min_signal_remaining},
         {"one_minus_smoothing", step.one_minus_smoothing},
         {"smoothing", step.smoothing},
         {"smoothing_bits", step.smoothing_bits},
         {"spectral_subtraction_bits", step.fraction_bits}}};
  }
  std::pair<const char*, Options> operator()(const Pcan& step) const {
    return {"SignalPCAN", {{"snr_shift", step.snr_shift}}};
  }
  std::pair<const char*, Options> operator()(const FilterBankLog& step) const {
    return {"SignalFilterBankLog",
            {{"input_correction_bits", step.correction_bits},
             {"output_scale", step.output_scale}}};
  }
};

}  // namespace

Status export_kind(Exporter& exporter, const Op& op, const SignalOp& kind) {
  auto [name, options] = std::visit(Describe{}, kind.step);
  const auto* subtraction = std::get_if<SpectralSubtraction>(&kind.step);
  const int32_t vector_length =
      exporter.out(op).shape.empty() ? 0 : exporter.out(op).shape.back();
  flexbuffers::Builder builder;
  builder.Map([&, &options = options] {
    for (const auto& [key, value] : options) {
      builder.Int(key, value);
    }
    // TFLite Micro counts on these.
    if (std::holds_alternative<FilterBank>(kind.step) ||
        subtraction != nullptr) {
      builder.Int("num_channels", vector_length);
    }
    if (subtraction != nullptr) {
      builder.Bool("clamping", subtraction->clamping);
    }
  });
  builder.Finish();
  std::vector<TensorId> inputs = op.inputs;
  if (subtraction != nullptr) {
    // The estimate belongs to the operator there.
    exporter.hide_state(inputs.back());
    inputs.pop_back();
  }
  exporter.emit_custom(name, std::move(inputs), op.outputs).custom_options =
      builder.GetBuffer();
  return {};
}

}  // namespace firefly::tflite
