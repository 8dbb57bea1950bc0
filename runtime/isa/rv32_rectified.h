// SPDX-License-Identifier: Apache-2.0
//
// Depthwise layers that end in a ReLU of the full range (the zero point and the
// lower bound are -128), in assembly: two channels of six pixels at a time,
// whose pointers then serve two activations, take more registers than GCC 12
// can do with.
//
// Elsewhere kernels/depthwise_conv2d_s8_columns.inl says the same.
#pragma once

#if defined(__riscv)

#include "kernels/depthwise_conv2d_s8.h"

namespace firefly::rv32 {

/// State of rectified_depthwise_1() and _2().
struct DepthwisePass {
  const int8_t* const* columns;
  const int8_t* weights;
  const int32_t* bias;
  const int32_t* multiplier;
  const int8_t* right_shift;
  int8_t* output[6];
  int32_t taps;
  int32_t channels;  ///< At least two.
  int32_t high;      ///< Upper bound + 128.
};

// Macros of the assembler, for the functions below. Sums are in s0 to s5 for
// one channel, in s6 to s11 for the other, their weights in t0 to t2 and t3 to
// t5. a0 = state, a1 = columns, a2, a3 = weights, a4 = the first channel, a5 =
// end of its weights.
__asm__(R"(
    .macro firefly_taps w0, w1, sum0, sum1
    .ifnb \sum0
    mul a6, t6, \w0
    add s\sum0, s\sum0, a6
    mul a6, a7, \w1
    add s\sum1, s\sum1, a6
    .endif
    .endm
    # The column at at, by the sums that its weights 0, 1 and 2 belong to.
    .macro firefly_column at, a0, a1, b0, b1, c0, c1
    lw t6, \at(a1)
    add t6, t6, a4
    lb a7, 1(t6)
    lb t6, 0(t6)
    firefly_taps t0, t3, \a0, \a1
    firefly_taps t1, t4, \b0, \b1
    firefly_taps t2, t5, \c0, \c1
    .endm
    .macro firefly_row_of_stride_1
    firefly_column 0, 0, 6
    firefly_column 4, 1, 7, 0, 6
    firefly_column 8, 2, 8, 1, 7, 0, 6
    firefly_column 12, 3, 9, 2, 8, 1, 7
    firefly_column 16, 4, 10, 3, 9, 2, 8
    firefly_column 20, 5, 11, 4, 10, 3, 9
    firefly_column 24, , , 5, 11, 4, 10
    firefly_column 28, , , , , 5, 11
    addi a1, a1, 32
    .endm
    .macro firefly_row_of_stride_2
    firefly_column 0, 0, 6
    firefly_column 4, , , 0, 6
    firefly_column 8, 1, 7, , , 0, 6
    firefly_column 12, , , 1, 7
    firefly_column 16, 2, 8, , , 1, 7
    firefly_column 20, , , 2, 8
    firefly_column 24, 3, 9, , , 2, 8
    firefly_column 28, , , 3, 9
    firefly_column 32, 4, 10, , , 3, 9
    firefly_column 36, , , 4, 10
    firefly_column 40, 5, 11, , , 4, 10
    firefly_column 44, , , 5, 11
    firefly_column 48, , , , , 5, 11
    addi a1, a1, 52
    .endm

    # A channel's sums to its outputs. t1 = multiplier, t2 = shift, a7 = the
    # largest output + 128. Sums below zero end at once.
    .macro firefly_scale s0, s1, s2, s3, s4, s5
    li t0, 1
    bgtz t2, 1f
    neg t2, t2
    .irp sum, \s0, \s1, \s2, \s3, \s4, \s5
    sll s\sum, s\sum, t2
    .endr
    li t2, 1
    j 2f
1:  sll t0, t0, t2
    addi t0, t0, 1
    addi t2, t2, 1
2:
    .irp sum, \s0, \s1, \s2, \s3, \s4, \s5
    blez s\sum, 1f
    slli s\sum, s\sum, 2
    mulh s\sum, s\sum, t1
    add s\sum, s\sum, t0
    srl s\sum, s\sum, t2
    bgeu a7, s\sum, 2f
    mv s\sum, a7
    j 2f
1:  li s\sum, 0
2:  addi s\sum, s\sum, -128
    .endr
    .endm
    .macro firefly_store at, s0, s1
    lw t0, \at(a0)
    add t0, t0, a4
    sb \s0, 0(t0)
    sb \s1, 1(t0)
    .endm

    .macro firefly_depthwise stride
    addi sp, sp, -48
    .irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    sw s\i, 4 * \i(sp)
    .endr
    lw a2, 4(a0)
    li a4, 0
5:  lw t0, 8(a0)
    slli t1, a4, 2
    add t0, t0, t1
    lw s0, 0(t0)
    lw s6, 4(t0)
    .irp i, 1, 2, 3, 4, 5
    mv s\i, s0
    .endr
    .irp i, 7, 8, 9, 10, 11
    mv s\i, s6
    .endr
    lw a1, 0(a0)
    lw t0, 44(a0)
    add a3, a2, t0
    mv a5, a3
6:  lb t0, 0(a2)
    lb t1, 1(a2)
    lb t2, 2(a2)
    lb t3, 0(a3)
    lb t4, 1(a3)
    lb t5, 2(a3)
    firefly_row_of_stride_\stride
    addi a2, a2, 3
    addi a3, a3, 3
    bne a2, a5, 6b
    lw t3, 12(a0)
    slli t0, a4, 2
    add t3, t3, t0
    lw t4, 16(a0)
    add t4, t4, a4
    lw a7, 52(a0)
    lw t1, 0(t3)
    lb t2, 0(t4)
    firefly_scale 0, 1, 2, 3, 4, 5
    lw t1, 4(t3)
    lb t2, 1(t4)
    firefly_scale 6, 7, 8, 9, 10, 11
    # The last pixel's own result comes after those of pixels past it.
    firefly_store 40, s5, s11
    firefly_store 36, s4, s10
    firefly_store 32, s3, s9
    firefly_store 28, s2, s8
    firefly_store 24, s1, s7
    firefly_store 20, s0, s6
    # One channel that is left over goes together with the one before it.
    mv a2, a3
    addi a4, a4, 2
    lw t0, 48(a0)
    addi t0, t0, -1
    blt a4, t0, 3f
    bne a4, t0, 4f
    lw t1, 44(a0)
    sub a2, a2, t1
    addi a4, a4, -1
3:  j 5b
4:
    .irp i, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
    lw s\i, 4 * \i(sp)
    .endr
    addi sp, sp, 48
    ret
    .endm
)");

/// All channels of six neighbouring pixels with windows three wide, one or two
/// columns apart.
__attribute__((naked, noinline)) inline void rectified_depthwise_1(
    const DepthwisePass* /*pass*/) {
  __asm__("firefly_depthwise 1");
}
__attribute__((naked, noinline)) inline void rectified_depthwise_2(
    const DepthwisePass* /*pass*/) {
  __asm__("firefly_depthwise 2");
}

}  // namespace firefly::rv32

#endif
