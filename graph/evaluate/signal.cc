// SPDX-License-Identifier: Apache-2.0
#include "graph/prepare/signal.h"

#include "graph/evaluate/evaluate.h"
#include "graph/prepare/fft_tables.h"

namespace firefly {
namespace {

struct Evaluate {
  const Operands& operands;

  template <class T>
  [[nodiscard]] const T* in(size_t i = 0) const {
    return operands.input<T>(i);
  }
  template <class T>
  [[nodiscard]] T* out(size_t i = 0) const {
    return operands.output<T>(i);
  }
  [[nodiscard]] SignalLayer values() const {
    return {element_count(operands.in(0))};
  }

  void operator()(const SignalWindow& step) const {
    signal_window({in<int16_t>(1), last_extent(operands.in(0)),
                   outer_count(operands.in(0)), step.shift},
                  in<int16_t>(), out<int16_t>());
  }
  void operator()(const FftAutoScale& /*step*/) const {
    fft_auto_scale(values(), in<int16_t>(), out<int16_t>(), out<int32_t>(1));
  }
  void operator()(const Rfft& step) const {
    const int log2_points = fft_log2_points(step);
    const FftS16Tables tables = fft_s16_tables(log2_points);
    rfft_s16({tables.twiddles.data(), tables.split.data(), log2_points,
              last_extent(operands.in(0)), outer_count(operands.in(0))},
             in<int16_t>(), out<int16_t>());
  }
  void operator()(const SpectrumEnergy& step) const {
    spectrum_energy({step.begin, step.end, element_count(operands.out())},
                    in<int16_t>(), out<uint32_t>());
  }
  void operator()(const FilterBank& /*step*/) const {
    filter_bank({in<int16_t>(1), in<int16_t>(2), in<int16_t>(3), in<int16_t>(4),
                 in<int16_t>(5), element_count(operands.out())},
                in<uint32_t>(), out<uint64_t>());
  }
  void operator()(const FilterBankSquareRoot& /*step*/) const {
    filter_bank_square_root(values(), in<uint64_t>(), in<int32_t>(1),
                            out<uint32_t>());
  }
  void operator()(const SpectralSubtraction& step) const {
    spectral_subtraction(prepare_spectral_subtraction(step, values().count),
                         in<uint32_t>(), operands.state<uint32_t>(1),
                         out<uint32_t>(), out<uint32_t>(1));
  }
  void operator()(const Pcan& step) const {
    pcan({in<int16_t>(2), step.snr_shift, values().count}, in<uint32_t>(),
         in<uint32_t>(1), out<uint32_t>());
  }
  void operator()(const FilterBankLog& step) const {
    const std::vector<int16_t> table = natural_log_table();
    filter_bank_log({table.data(), static_cast<uint32_t>(step.output_scale),
                     step.correction_bits, values().count},
                    in<uint32_t>(), out<int16_t>());
  }
};

}  // namespace

void evaluate(const SignalOp& kind, const Operands& operands) {
  std::visit(Evaluate{operands}, kind.step);
}

}  // namespace firefly
