// SPDX-License-Identifier: Apache-2.0
//
// Cortex-M: vector table, start-up, faults, semihosting trap.
#include "memory.h"
#include "semihost.h"

extern "C" {

extern uint32_t firefly_stack_top[];

[[noreturn]] void firefly_start();
[[noreturn]] void firefly_fault(const uint32_t* frame);
void firefly_fault_entry();

[[noreturn]] void firefly_reset() {
#if defined(__ARM_FP)
  // CPACR: full access to coprocessors 10 and 11, the FPU and MVE, before any
  // compiled code may use their registers.
  *reinterpret_cast<volatile uint32_t*>(0xe000ed88U) |= 0xfU << 20;
  __asm volatile("dsb\n isb" ::: "memory");
#endif
#if __ARM_ARCH >= 8 && defined(__ARM_FEATURE_MVE)
  // CCR.LOB: low-overhead loops keep their branch in the loop cache.
  *reinterpret_cast<volatile uint32_t*>(0xe000ed14U) |= 1U << 19;
  __asm volatile("dsb\n isb" ::: "memory");
#endif
  firefly_start();
}

// Apart from firefly_reset, so that nothing of it moves in front of the FPU's
// activation.
[[noreturn]] __attribute__((noinline)) void firefly_start() {
  firefly::port::prepare_memory();
  main();
  firefly::port::exit_with(firefly::port::ExitCode::kDone);
}

// All our code runs on the main stack, so the frame is where MSP points to.
__attribute__((naked)) void firefly_fault_entry() {
  __asm volatile(
      "mrs r0, msp\n"
      "b firefly_fault");
}

[[noreturn]] __attribute__((used)) void firefly_fault(const uint32_t* frame) {
  uint32_t exception;
  __asm volatile("mrs %0, ipsr" : "=r"(exception));
  firefly::port::print("fault: exception ");
  firefly::port::print_hex(exception);
  firefly::port::print(" at ");
  firefly::port::print_hex(frame[6]);
  firefly::port::print("\n");
  firefly::port::exit_with(firefly::port::ExitCode::kFault);
}

__attribute__((naked)) uintptr_t firefly_invoke_painted(void (*)(void*), void*,
                                                        uint32_t*, uint32_t) {
  __asm volatile(
      ".syntax unified\n"
      "  push {r4, lr}\n"
      "  b 2f\n"
      "1: str r3, [r2]\n"
      "  adds r2, #4\n"
      "2: cmp r2, sp\n"
      "  blo 1b\n"
      "  mov r2, r0\n"
      "  mov r0, r1\n"
      "  blx r2\n"
      "  .global firefly_invoke_returned\n"
      "firefly_invoke_returned:\n"
      "  mov r0, sp\n"
      "  pop {r4, pc}\n");
}

/// The sixteen system exceptions; no interrupt is ever enabled.
struct VectorTable {
  uint32_t* stack_top;
  void (*reset)();
  void (*faults[14])();
};

__attribute__((section(".vectors"), used)) const VectorTable kVectors = {
    firefly_stack_top,
    firefly_reset,
    {firefly_fault_entry, firefly_fault_entry, firefly_fault_entry,
     firefly_fault_entry, firefly_fault_entry, firefly_fault_entry,
     firefly_fault_entry, firefly_fault_entry, firefly_fault_entry,
     firefly_fault_entry, firefly_fault_entry, firefly_fault_entry,
     firefly_fault_entry, firefly_fault_entry}};
}

namespace firefly::port {

int32_t semihost_call(int32_t operation, const void* arguments) {
  register int32_t r0 __asm("r0") = operation;
  register const void* r1 __asm("r1") = arguments;
  __asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

}  // namespace firefly::port
