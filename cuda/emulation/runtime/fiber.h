// Fibers: CUDA threads as co-operating threads of control inside one thread of the host. A fiber
// runs until it waits for another; changing over saves six registers and swaps the stack pointer,
// about 5 ns, where the operating system's own means (ucontext) take 300.
#pragma once
#include <cstddef>
#include <cstdint>

extern "C" {
// Saves this context's stack pointer to *save and goes on with the context whose pointer is `to`.
void emulation_switch(void** save, void* to);
// Goes on with a context for good: nobody comes back here.
[[noreturn]] void emulation_jump(void* to);
}

namespace emulation {

constexpr size_t STACK_BYTES = 128 << 10;

// A stack of STACK_BYTES that nobody uses, above a guard page.
char* take_stack();
void give_stack(char* stack);
// After a launch was broken off: all stacks are free.
void give_all_stacks();

// The stack pointer of a context that begins at `entry`. `index` staggers the tops of the stacks:
// the same offset in all of them would be the same place in the cache.
void* first_context(char* stack, unsigned index, void (*entry)());

}  // namespace emulation
