// The checking build's kernels are compiled with g++ -fsanitize=thread, which puts a call before
// every load and store. The functions called are defined here and not in libtsan: nothing has to be
// preloaded, and the kernels run in any JVM.
#include "../runtime/modules.h"
#include "shadow.h"

#define HOOKS(bytes)                                                              \
  void __tsan_read##bytes(void* address) {                                        \
    emulation::check::read(address, bytes, __builtin_return_address(0));          \
  }                                                                               \
  void __tsan_write##bytes(void* address) {                                       \
    emulation::check::write(address, bytes, __builtin_return_address(0));         \
  }                                                                               \
  void __tsan_unaligned_read##bytes(void* address) {                              \
    emulation::check::read(address, bytes, __builtin_return_address(0));          \
  }                                                                               \
  void __tsan_unaligned_write##bytes(void* address) {                             \
    emulation::check::write(address, bytes, __builtin_return_address(0));         \
  }

#pragma GCC visibility push(default)
extern "C" {
HOOKS(1)
HOOKS(2)
HOOKS(4)
HOOKS(8)
HOOKS(16)

void __tsan_read_range(void* address, size_t bytes) {
  emulation::check::read(address, bytes, __builtin_return_address(0));
}
void __tsan_write_range(void* address, size_t bytes) {
  emulation::check::write(address, bytes, __builtin_return_address(0));
}

// Called by the constructors of an instrumented library.
void __tsan_init() { emulation::note_instrumented_module(); }

void __tsan_func_entry(void*) {}
void __tsan_func_exit() {}
void __tsan_vptr_update(void**, void*) {}
}
#pragma GCC visibility pop
