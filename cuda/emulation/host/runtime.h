// What kernels call in the runtime (runtime/*.cpp). The functions of host/*.h are thin covers of it.
#pragma once

#define EMULATION_EXPORT __attribute__((visibility("default")))

// A last parameter that becomes the caller's file and line, and the argument that hands it on. A
// wrapper that takes the one and passes the other shows up in reports as the line that called it.
#define EMU_LOC ::emulation::Location emulation_at = {__builtin_FILE(), __builtin_LINE()}
#define EMU_AT emulation_at

namespace emulation {

struct Location {
  const char* file;
  int line;
};

struct Block {
  dim3 grid_size, block_size;
  uint3 index;
};

struct Thread {
  uint3 index;
  unsigned lane, warp;
  Block* block;
};

// The CUDA thread that runs on this thread of the host; null outside kernels.
extern thread_local Thread* current
    __attribute__((tls_model("initial-exec"), visibility("default")));

// Does a warp operation for all its lanes at once: arguments[lane] for each lane of the mask.
using WarpFunction = void (*)(void* const* arguments, unsigned mask);

// Waits until every lane of the mask has arrived with the same function; the last one runs it.
// A null function is __syncwarp: it orders memory, which the others do not.
EMULATION_EXPORT void warp_operation(
    unsigned mask, WarpFunction function, void* argument, const char* what, Location at);

struct BarrierVotes {
  int count, all, any;
};
// Waits until every thread of the block that has not exited has arrived.
EMULATION_EXPORT BarrierVotes block_barrier(bool vote, Location at);

// Lets the other threads run: for loops that wait for another thread.
EMULATION_EXPORT void yield();

EMULATION_EXPORT void* shared_array(
    const void* key, size_t bytes, size_t alignment, const char* name);
EMULATION_EXPORT void* dynamic_shared();

EMULATION_EXPORT void async_copy(
    void* destination, const void* source, int bytes, int source_bytes, Location at);
EMULATION_EXPORT void async_commit();
EMULATION_EXPORT void async_wait(int groups_left);

// Fails unless the whole range lies in this block's shared memory and is aligned.
EMULATION_EXPORT void check_matrix_row(const void* row, Location at);

// For the checking build: an atomic operation happens here; a memory fence.
EMULATION_EXPORT void note_atomic(const volatile void* address, int bytes);
EMULATION_EXPORT void note_fence();

// Ends the launch with an error that names kernel, block and thread.
[[noreturn]] EMULATION_EXPORT void fail(const char* text, ...)
    __attribute__((format(printf, 1, 2)));

}  // namespace emulation

#define threadIdx (::emulation::current->index)
#define blockIdx (::emulation::current->block->index)
#define blockDim (::emulation::current->block->block_size)
#define gridDim (::emulation::current->block->grid_size)
static constexpr int warpSize = 32;
