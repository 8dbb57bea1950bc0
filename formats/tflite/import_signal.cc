// SPDX-License-Identifier: Apache-2.0
//
// The custom operators of TFLite Micro's signal library. Their options are a
// map in a flexbuffer.
#include <flatbuffers/flexbuffers.h>
#include <fmt/format.h>

#include <limits>

#include "formats/tflite/import_functions.h"

namespace firefly::tflite {
namespace {

/// The options of one operator: a map of integers.
class Options {
 public:
  static Expected<Options> of(const Node& node) {
    const auto* bytes = node.op().custom_options();
    // A copy, since a flexbuffer has to lie at an aligned address.
    Options options;
    if (bytes != nullptr) {
      options.bytes_.assign(bytes->begin(), bytes->end());
    }
    const std::vector<uint8_t>& copy = options.bytes_;
    const bool valid = copy.size() >= 3 && root_is_aligned(copy) &&
                       flexbuffers::VerifyBuffer(copy.data(), copy.size()) &&
                       options.root().IsMap();
    if (!valid) {
      return invalid("the options are no map");
    }
    return options;
  }

  [[nodiscard]] Expected<int32_t> integer(const char* key) const {
    const flexbuffers::Reference value = root().AsMap()[key];
    if (!value.IsIntOrUint() && !value.IsBool()) {
      return invalid(fmt::format("the option {} is missing", key));
    }
    const int64_t number = value.AsInt64();
    if (number < std::numeric_limits<int32_t>::min() ||
        number > std::numeric_limits<int32_t>::max()) {
      return invalid(fmt::format("the option {} is {}", key, number));
    }
    return static_cast<int32_t>(number);
  }

 private:
  /// The verifier leaves that out.
  static bool root_is_aligned(const std::vector<uint8_t>& bytes) {
    const size_t width = bytes.back();
    return width != 0 && bytes.size() >= width + 2 &&
           (bytes.size() - 2 - width) % width == 0;
  }
  [[nodiscard]] flexbuffers::Reference root() const {
    return flexbuffers::GetRoot(bytes_.data(), bytes_.size());
  }

  std::vector<uint8_t> bytes_;
};

/// Reads options one after another; the first error counts.
class Reader {
 public:
  explicit Reader(const Node& node) : options_(Options::of(node)) {
    if (!options_.ok()) {
      status_ = options_.error();
    }
  }
  int32_t operator()(const char* key) {
    if (!status_.ok()) {
      return 0;
    }
    const Expected<int32_t> value = options_->integer(key);
    if (!value.ok()) {
      status_ = value.error();
      return 0;
    }
    return *value;
  }
  [[nodiscard]] const Status& status() const { return status_; }

 private:
  Expected<Options> options_;
  Status status_;
};

template <class Step>
Status emit(const Node& node, const Reader& reader, Step step) {
  FIREFLY_RETURN_IF_ERROR(reader.status());
  return node.emit(SignalOp{step}, node.inputs().size());
}

Status import_window(const Node& node) {
  Reader option(node);
  return emit(node, option, SignalWindow{option("shift")});
}

Status import_fft_auto_scale(const Node& node) {
  return node.emit(SignalOp{FftAutoScale{}}, 1);
}

Status import_rfft(const Node& node) {
  Reader option(node);
  return emit(node, option, Rfft{option("fft_length")});
}

Status import_energy(const Node& node) {
  Reader option(node);
  const int32_t begin = option("start_index");
  return emit(node, option, SpectrumEnergy{begin, option("end_index")});
}

Status import_filter_bank(const Node& node) {
  return node.emit(SignalOp{FilterBank{}}, 6);
}

Status import_square_root(const Node& node) {
  return node.emit(SignalOp{FilterBankSquareRoot{}}, 2);
}

/// The noise estimate becomes a tensor of its own.
Status import_spectral_subtraction(const Node& node) {
  Reader option(node);
  SpectralSubtraction step;
  step.smoothing = option("smoothing");
  step.one_minus_smoothing = option("one_minus_smoothing");
  step.alternate_smoothing = option("alternate_smoothing");
  step.alternate_one_minus_smoothing = option("alternate_one_minus_smoothing");
  step.smoothing_bits = option("smoothing_bits");
  step.fraction_bits = option("spectral_subtraction_bits");
  step.min_signal_remaining = option("min_signal_remaining");
  step.clamping = option("clamping") != 0;
  FIREFLY_RETURN_IF_ERROR(option.status());
  Tensor estimate = node.in(0);
  FIREFLY_RETURN_IF_ERROR(node.importer().charge(size_bytes(estimate)));
  estimate.name += "/noise";
  estimate.role = TensorRole::kState;
  estimate.data.assign(static_cast<size_t>(size_bytes(estimate)), 0);
  const TensorId state = node.graph().add(std::move(estimate));
  return node.emit(SignalOp{step}, {node.inputs()[0], state}, node.outputs());
}

Status import_pcan(const Node& node) {
  Reader option(node);
  return emit(node, option, Pcan{option("snr_shift")});
}

Status import_log(const Node& node) {
  Reader option(node);
  const int32_t scale = option("output_scale");
  return emit(node, option,
              FilterBankLog{scale, option("input_correction_bits")});
}

struct TableRow {
  std::string_view name;
  ImportRow row;
};

constexpr TableRow kTable[] = {
    {"SignalWindow", {import_window, 2, 2, 1, 1}},
    {"SignalFftAutoScale", {import_fft_auto_scale, 1, 1, 2, 2}},
    {"SignalRfft", {import_rfft, 1, 1, 1, 1}},
    {"SignalEnergy", {import_energy, 1, 1, 1, 1}},
    {"SignalFilterBank", {import_filter_bank, 6, 6, 1, 1}},
    {"SignalFilterBankSquareRoot", {import_square_root, 2, 2, 1, 1}},
    {"SignalFilterBankSpectralSubtraction",
     {import_spectral_subtraction, 1, 1, 2, 2}},
    {"SignalPCAN", {import_pcan, 3, 3, 1, 1}},
    {"SignalFilterBankLog", {import_log, 1, 1, 1, 1}},
};

}  // namespace

const ImportRow* find_custom_import(std::string_view name) {
  for (const TableRow& row : kTable) {
    if (row.name == name) {
      return &row.row;
    }
  }
  return nullptr;
}

}  // namespace firefly::tflite
