// Shadow memory of the checking build: who wrote and who read each byte last, and whether anybody
// wrote it at all. Every load and store of a kernel comes by here (hooks.cpp).
#pragma once
#include <cstddef>

namespace emulation {
namespace check {

enum class Memory { global, shared };

// Accesses by the current fiber; they fail on a race, on bytes nobody wrote, on an address that is
// misaligned or runs past the end. `caller`: an address just after the instruction.
void read(const volatile void* address, size_t bytes, const void* caller);
void write(const volatile void* address, size_t bytes, const void* caller);
void atomic(const volatile void* address, size_t bytes, const void* caller);
// A write that is no instruction of its own: cp.async data arrive.
void arrive(void* address, size_t bytes, const void* caller);

// From now on this range is known, its contents are not.
void track(char* begin, size_t bytes, Memory memory);
void untrack(char* begin, size_t bytes);
// The contents of a part of a known range are unknown from now on.
void forget(void* begin, size_t bytes);

// The host wrote, or copied within the device.
void host_write(char* begin, size_t bytes);
void host_copy(char* to, const char* from, size_t bytes);

}  // namespace check
}  // namespace emulation
