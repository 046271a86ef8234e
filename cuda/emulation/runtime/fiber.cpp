#include "fiber.h"

#include <vector>

#include "pages.h"

#ifndef __x86_64__
#error "the context switch is written for x86-64"
#endif

// System V x86-64: a function must leave rbx, rbp, r12 to r15 and the stack pointer as they were;
// all other registers belong to the caller, who saves what it needs before it calls.
asm(R"(
.text
.globl emulation_switch
.hidden emulation_switch
.type emulation_switch, @function
emulation_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rdi
.globl emulation_jump
.hidden emulation_jump
.type emulation_jump, @function
emulation_jump:
  movq %rdi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
)");

namespace emulation {
namespace {

std::vector<char*> idle, all;

}  // namespace

char* take_stack() {
  if (idle.empty()) {
    char* pages = map_pages(PAGE + STACK_BYTES);
    guard(pages);
    all.push_back(pages + PAGE);
    return all.back();
  }
  char* stack = idle.back();
  idle.pop_back();
  return stack;
}

void give_stack(char* stack) { idle.push_back(stack); }

void give_all_stacks() { idle = all; }

void* first_context(char* stack, unsigned index, void (*entry)()) {
  constexpr size_t LINE = 64, STEP = 5 * LINE, SPREAD = 128 * LINE;
  char* top = stack + STACK_BYTES - index * STEP % SPREAD;
  uint64_t* words = reinterpret_cast<uint64_t*>(reinterpret_cast<uintptr_t>(top) & ~(LINE - 1));
  *--words = 0;  // the return address of entry, which never returns
  *--words = reinterpret_cast<uint64_t>(entry);
  for (int saved = 0; saved < 6; saved++) *--words = 0;
  return words;
}

}  // namespace emulation
