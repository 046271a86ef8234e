// The state of the one multiprocessor that is emulated: it runs the blocks of a grid one after
// another, the threads of a block as fibers.
#pragma once
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "../cuda_host.h"
#include "settings.h"
// Inside the runtime these names would only be in the way.
#undef threadIdx
#undef blockIdx
#undef blockDim
#undef gridDim

namespace emulation {

constexpr int MAX_THREADS = 1024, WARP = 32, MAX_WARPS = MAX_THREADS / WARP;

struct AsyncCopy {
  void* destination;
  const void* source;
  int bytes, source_bytes;
};

// What a fiber waits for; kept for the report of a deadlock.
enum class Waiting : uint8_t { nothing, barrier, warp_operation, exited };

struct Fiber : Thread {
  void* context;  // its stack pointer while it does not run; null until it has a stack
  char* stack;
  Waiting waiting;
  Location waits_at;
  unsigned waits_mask;     // of the warp operation
  const char* waits_what;  // its name
  const void* runtime_call;  // return address of its last call that reads memory for it

  std::vector<AsyncCopy> copies;  // issued and not waited for
  std::vector<size_t> groups;     // one past the last copy of each committed group

  // Checking build: a vector clock among the lanes of the warp, advanced by __syncwarp.
  unsigned clock, seen[WARP];

  unsigned index_in_block() const { return warp * WARP + lane; }
};

// A warp operation that some lanes have arrived at.
struct PendingOperation {
  unsigned mask, arrived;
  WarpFunction function;
  void* arguments[WARP];
};

struct Warp {
  unsigned existing, ready, exited;  // lanes
  int pending_count;
  PendingOperation pending[4];
};

struct Barrier {
  int arrived, votes;
  Location at;
  unsigned waiting[MAX_WARPS];  // lanes
  BarrierVotes result;
};

struct SharedArray {
  const void* key;
  char* begin;
  size_t bytes;
  uint64_t block_serial;  // the last block that declared it
  const char* name;
};

struct Machine {
  const char* kernel = "";
  void (*invoke)(void**) = nullptr;
  void** parameters = nullptr;
  Settings settings;

  Block block;
  int thread_count = 0, alive = 0;
  Fiber fibers[MAX_THREADS];
  Warp warps[MAX_WARPS];
  unsigned warps_ready = 0;
  Barrier barrier;
  uint64_t random_state = 1;

  char* dynamic_shared = nullptr;
  size_t dynamic_shared_bytes = 0;
  SharedArray shared_arrays[16];
  int shared_array_count = 0;
  size_t static_shared_bytes = 0;
  uint64_t block_serial = 0;  // counts blocks over all launches

  void* host_context = nullptr;  // where the launch goes on when no fiber is left
  bool broken_off = false;
};

extern Machine machine;

// Held by every call of emulation.h: they happen one after another, as on one stream.
extern std::mutex machine_mutex;

inline Fiber* current_fiber() { return static_cast<Fiber*>(current); }
inline Fiber* fiber_of(unsigned warp, unsigned lane) { return &machine.fibers[warp * WARP + lane]; }

// "kernel relu block (0,0,0) thread (5,0,0)"
std::string place_of(const Fiber* fiber);

// Leaves all fibers where they are and goes on with the launch, which then reports the error.
[[noreturn]] void break_off();

}  // namespace emulation
