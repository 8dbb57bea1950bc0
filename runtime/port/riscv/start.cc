// SPDX-License-Identifier: Apache-2.0
//
// RV32: start-up, traps, semihosting.
#include "memory.h"
#include "semihost.h"

extern "C" {

[[noreturn]] void firefly_start();
[[noreturn]] void firefly_fault(uint32_t cause, uint32_t address);

// The linker may not relax the load of gp into one relative to gp. Thread
// storage (picolibc's errno) lies in front of the other variables; tp points
// to its begin.
__attribute__((naked, section(".vectors"), used)) void firefly_reset() {
  __asm volatile(
      ".option push\n"
      ".option norelax\n"
      "  la gp, __global_pointer$\n"
      ".option pop\n"
      "  la sp, firefly_stack_top\n"
      "  la tp, firefly_thread_begin\n"
      ".option arch, +zicsr\n"
      "  la t0, firefly_trap\n"
      "  csrw mtvec, t0\n"
      "  j firefly_start\n"
      "  .balign 4\n"
      "firefly_trap:\n"
      "  csrr a0, mcause\n"
      "  csrr a1, mepc\n"
      "  j firefly_fault\n");
}

[[noreturn]] __attribute__((used)) void firefly_start() {
  firefly::port::prepare_memory();
  main();
  firefly::port::exit_with(firefly::port::ExitCode::kDone);
}

[[noreturn]] __attribute__((used)) void firefly_fault(uint32_t cause,
                                                      uint32_t address) {
  firefly::port::print("fault: exception ");
  firefly::port::print_hex(cause);
  firefly::port::print(" at ");
  firefly::port::print_hex(address);
  firefly::port::print("\n");
  firefly::port::exit_with(firefly::port::ExitCode::kFault);
}

__attribute__((naked)) uintptr_t firefly_invoke_painted(void (*)(void*), void*,
                                                        uint32_t*, uint32_t) {
  __asm volatile(
      "  addi sp, sp, -16\n"
      "  sw ra, 12(sp)\n"
      "  j 2f\n"
      "1: sw a3, 0(a2)\n"
      "  addi a2, a2, 4\n"
      "2: bltu a2, sp, 1b\n"
      "  mv a2, a0\n"
      "  mv a0, a1\n"
      "  jalr a2\n"
      "  .global firefly_invoke_returned\n"
      "firefly_invoke_returned:\n"
      "  mv a0, sp\n"
      "  lw ra, 12(sp)\n"
      "  addi sp, sp, 16\n"
      "  ret\n");
}
}

namespace firefly::port {

// The three instructions are the trap only as a whole: uncompressed and on
// one page, hence the alignment.
__attribute__((noinline)) int32_t semihost_call(int32_t operation,
                                                const void* arguments) {
  register int32_t a0 __asm("a0") = operation;
  register const void* a1 __asm("a1") = arguments;
  __asm volatile(
      "  .option push\n"
      "  .option norvc\n"
      "  .balign 16\n"
      "  slli zero, zero, 0x1f\n"
      "  ebreak\n"
      "  srai zero, zero, 7\n"
      "  .option pop\n"
      : "+r"(a0)
      : "r"(a1)
      : "memory");
  return a0;
}

}  // namespace firefly::port
