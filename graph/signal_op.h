// SPDX-License-Identifier: Apache-2.0
//
// The steps from sound to features that TFLite Micro has as custom operators
// ("SignalWindow", …), so that a `.tflite` can begin with samples. Source of
// the numerics: tflite-micro, signal/src and signal/micro/kernels.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

namespace firefly {

/// inputs: x [.., N] int16, window [N] int16. output: x · window >> shift,
/// saturated.
struct SignalWindow {
  int32_t shift = 0;
};
/// inputs: x [N] int16. outputs: x scaled up by a power of two until it fills
/// 16 bits, and the exponent, an int32 scalar.
struct FftAutoScale {};
/// inputs: x [.., N] int16, padded with zeros. output: the spectrum divided by
/// fft_length, [.., fft_length + 2] int16, real and imaginary parts in turn.
struct Rfft {
  int32_t fft_length = 0;
};
/// inputs: x [2·N] int16, complex. output: [N] uint32, the squared magnitude
/// from `begin` up to `end`; 0 elsewhere, where the original leaves what was
/// in memory.
struct SpectrumEnergy {
  int32_t begin = 0;
  int32_t end = 0;
};
/// inputs: x [N] uint32; int16 weights and unweights [W]; int16 starts in x,
/// starts in the weights and widths [channels + 1]. output: [channels] uint64.
struct FilterBank {};
/// inputs: x [N] uint64, int32 scalar shift. output: sqrt(x) >> shift, uint32.
struct FilterBankSquareRoot {};
/// inputs: x [N] uint32, state [N] uint32, the noise estimate. outputs: what
/// stands out of the noise, and the estimate, both [N] uint32. Even channels
/// have `smoothing`, odd ones `alternate_smoothing`; fractions have
/// `fraction_bits` bits behind the point.
struct SpectralSubtraction {
  int32_t smoothing = 0;
  int32_t one_minus_smoothing = 0;
  int32_t alternate_smoothing = 0;
  int32_t alternate_one_minus_smoothing = 0;
  int32_t smoothing_bits = 0;
  int32_t fraction_bits = 0;
  int32_t min_signal_remaining = 0;
  bool clamping = false;
};
/// inputs: x [N] uint32, noise estimate [N] uint32, gains [125] int16.
/// output: [N] uint32.
struct Pcan {
  int32_t snr_shift = 0;
};
/// inputs: x [N] uint32. output: output_scale · ln(x · 2^correction_bits),
/// [N] int16.
struct FilterBankLog {
  int32_t output_scale = 0;
  int32_t correction_bits = 0;
};

struct SignalOp {
  std::variant<SignalWindow, FftAutoScale, Rfft, SpectrumEnergy, FilterBank,
               FilterBankSquareRoot, SpectralSubtraction, Pcan, FilterBankLog>
      step;
};

/// "signal_window", "rfft", …
[[nodiscard]] std::string_view name_of(const SignalOp& signal);

}  // namespace firefly
