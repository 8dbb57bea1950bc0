// SPDX-License-Identifier: Apache-2.0
//
// Operator 0 counts down from 100, operator 1 copies the first weight to the
// output. The expected costs stand in firmware_test.cc.
#include "counted_c.h"

extern "C" {

extern const int32_t kCountedWeights[4];
extern const int32_t kCountedBias[2];
extern const uint8_t kCountedTable[8];
extern uint32_t counted_calls;

const int32_t kCountedWeights[4] = {0x01020304, 2, 3, 4};
const int32_t kCountedBias[2] = {5, 6};
const uint8_t kCountedTable[8] = {1, 2, 3, 4, 5, 6, 7, 8};
uint32_t counted_calls = 0;

#if defined(__riscv)
__asm(R"(
  .section .text.counted, "ax"
  .option push
  .option norvc
  .option norelax
  .global counted_invoke
  .type counted_invoke, %function
counted_invoke:
  addi sp, sp, -16
  sw ra, 12(sp)
  jal counted_op_0
  jal counted_op_1
  lw ra, 12(sp)
  addi sp, sp, 16
  ret
  .type counted_op_0, %function
counted_op_0:
  li a1, 100
1:
  addi a1, a1, -1
  bnez a1, 1b
  ret
  .type counted_op_1, %function
counted_op_1:
  la a1, kCountedWeights
  lw a1, 0(a1)
  sw a1, 16(a0)
  ret
  .word kCountedWeights, kCountedBias, kCountedTable, counted_calls
  .option pop
  .text
)");
#else
__asm(R"(
  .syntax unified
  .section .text.counted, "ax", %progbits
  .thumb
  .global counted_invoke
  .type counted_invoke, %function
counted_invoke:
  push {r4, lr}
  bl counted_op_0
  bl counted_op_1
  pop {r4, pc}
  .type counted_op_0, %function
counted_op_0:
  movs r1, #100
1:
  subs r1, #1
  bne 1b
  bx lr
  .type counted_op_1, %function
counted_op_1:
  ldr r1, .Lcounted_pool
  ldr r1, [r1]
  str r1, [r0, #16]
  bx lr
  .balign 4
.Lcounted_pool:
  .word kCountedWeights, kCountedBias, kCountedTable, counted_calls
  .text
)");
#endif

void* counted_input(counted_model* model, int) { return model->memory; }
size_t counted_input_bytes(int) { return 4; }
const void* counted_output(counted_model* model, int) {
  return model->memory + 16;
}
size_t counted_output_bytes(int) { return 4; }
}
