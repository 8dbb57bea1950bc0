// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/signal.h"

#include "compiler/lower/lower.h"
#include "graph/prepare/fft_tables.h"

namespace firefly {
namespace {

using Numbers = std::vector<int64_t>;

struct Lower {
  const LowerContext& context;

  static KernelCall call_of(std::string function, std::string layer,
                            std::vector<Arg> data) {
    KernelCall call;
    call.header = "kernels/signal.h";
    call.function = std::move(function);
    call.layer_type = std::move(layer);
    call.args = std::move(data);
    call.args.insert(call.args.begin(), {ArgKind::kLayer});
    return call;
  }
  static KernelCall plain_call(std::string function, std::string layer) {
    return call_of(std::move(function), std::move(layer),
                   {{ArgKind::kInputData, 0}, {ArgKind::kOutputData, 0}});
  }
  [[nodiscard]] FlashArray constant(std::string what, size_t i) const {
    return {std::move(what), context.in(i).type, context.in(i).data};
  }
  [[nodiscard]] int64_t count() const { return element_count(context.in(0)); }

  KernelCall operator()(const SignalWindow& step) const {
    KernelCall call = plain_call("signal_window", "SignalWindowLayer");
    call.field("window", constant("window", 1));
    call.field("length", last_extent(context.in(0)));
    call.field("frames", outer_count(context.in(0)));
    call.field("shift", step.shift);
    return call;
  }
  KernelCall operator()(const FftAutoScale& /*step*/) const {
    KernelCall call = call_of("fft_auto_scale", "SignalLayer",
                              {{ArgKind::kInputData, 0},
                               {ArgKind::kOutputData, 0},
                               {ArgKind::kOutputData, 1}});
    call.field("count", count());
    return call;
  }
  KernelCall operator()(const Rfft& step) const {
    KernelCall call = plain_call("rfft_s16", "RfftLayer");
    const int log2_points = fft_log2_points(step);
    const FftS16Tables tables = fft_s16_tables(log2_points);
    call.field("twiddles", FlashArray::of("twiddles", tables.twiddles));
    call.field("split", FlashArray::of("split_twiddles", tables.split));
    call.field("log2_points", log2_points);
    call.field("length", last_extent(context.in(0)));
    call.field("frames", outer_count(context.in(0)));
    return call;
  }
  KernelCall operator()(const SpectrumEnergy& step) const {
    KernelCall call = plain_call("spectrum_energy", "SpectrumEnergyLayer");
    call.field("begin", step.begin);
    call.field("end", step.end);
    call.field("bins", element_count(context.out()));
    return call;
  }
  KernelCall operator()(const FilterBank& /*step*/) const {
    KernelCall call = plain_call("filter_bank", "FilterBankLayer");
    call.field("weights", constant("filter_weights", 1));
    call.field("unweights", constant("filter_unweights", 2));
    call.field("starts", constant("filter_starts", 3));
    call.field("weight_starts", constant("filter_weight_starts", 4));
    call.field("widths", constant("filter_widths", 5));
    call.field("channels", element_count(context.out()));
    return call;
  }
  KernelCall operator()(const FilterBankSquareRoot& /*step*/) const {
    KernelCall call = call_of("filter_bank_square_root", "SignalLayer",
                              {{ArgKind::kInputData, 0},
                               {ArgKind::kInputData, 1},
                               {ArgKind::kOutputData, 0}});
    call.field("count", count());
    return call;
  }
  KernelCall operator()(const SpectralSubtraction& step) const {
    KernelCall call =
        call_of("spectral_subtraction", "SpectralSubtractionLayer",
                {{ArgKind::kInputData, 0},
                 {ArgKind::kStateData, 1},
                 {ArgKind::kOutputData, 0},
                 {ArgKind::kOutputData, 1}});
    const SpectralSubtractionLayer layer =
        prepare_spectral_subtraction(step, element_count(context.in(0)));
    call.field("smoothing", Numbers{layer.smoothing[0], layer.smoothing[1]});
    call.field("one_minus_smoothing", Numbers{layer.one_minus_smoothing[0],
                                              layer.one_minus_smoothing[1]});
    call.field("smoothing_bits", layer.smoothing_bits);
    call.field("fraction_bits", layer.fraction_bits);
    call.field("min_signal_remaining", int64_t{layer.min_signal_remaining});
    call.field("clamping", layer.clamping);
    call.field("count", layer.count);
    return call;
  }
  KernelCall operator()(const Pcan& step) const {
    KernelCall call = call_of("pcan", "PcanLayer",
                              {{ArgKind::kInputData, 0},
                               {ArgKind::kInputData, 1},
                               {ArgKind::kOutputData, 0}});
    call.field("gains", constant("gains", 2));
    call.field("snr_shift", step.snr_shift);
    call.field("count", count());
    return call;
  }
  KernelCall operator()(const FilterBankLog& step) const {
    KernelCall call = plain_call("filter_bank_log", "FilterBankLogLayer");
    call.field("table", FlashArray::of("logarithms", natural_log_table()));
    call.field("output_scale", step.output_scale);
    call.field("correction_bits", step.correction_bits);
    call.field("count", count());
    return call;
  }
};

}  // namespace

KernelCall lower(const SignalOp& kind, const LowerContext& context) {
  return std::visit(Lower{context}, kind.step);
}

}  // namespace firefly
