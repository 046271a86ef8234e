// Shared memory: every array ends at a guard page of its own, and is poisoned for each block.
#pragma once
#include <string>

#include "machine.h"

namespace emulation {

// Prepares for a kernel; returns false if it asks for more than the device has.
void prepare_shared(size_t dynamic_bytes);
void start_block_shared();

// Fails unless the range lies within one shared array and is aligned to its size.
void require_shared(const void* address, size_t bytes, const char* what, Location at);

// "shared array 'tile' byte 12", or empty if the address is nowhere near shared memory.
std::string describe_shared(const char* address);

}  // namespace emulation
