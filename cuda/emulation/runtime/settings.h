// What can be chosen about an emulated device, and the environment variables it is first taken
// from. docs/cuda-emulation.md lists them.
#pragma once
#include <cstddef>
#include <cstdint>

namespace emulation {

enum class Schedule { forward, reverse, random };

struct Settings {
  Schedule schedule;       // STEGO_EMULATION_SCHEDULE = forward, reverse or random
  uint64_t seed;           // STEGO_EMULATION_SEED, for random
  size_t shared_limit;     // STEGO_EMULATION_SHARED, bytes of shared memory a block may have
  size_t memory_limit;     // STEGO_EMULATION_MEMORY, bytes of device memory
  long timeout_seconds;    // STEGO_EMULATION_TIMEOUT, of one launch
  bool count_accesses;     // STEGO_EMULATION_ACCESSES=1: see check/access_statistics.h
};

Settings settings_from_environment();

}  // namespace emulation
