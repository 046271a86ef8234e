// How well a kernel's memory accesses coalesce, and where banks conflict: the k-th execution of an
// instruction by each lane of a warp is taken for one request of the warp. These are the C++
// compiler's instructions and not the GPU's, so it is a hint where to look, and no measurement.
// On in the checking build with STEGO_EMULATION_ACCESSES=1.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace emulation {

struct Fiber;

namespace check {

struct AccessSite {
  uint32_t instruction;
  size_t bytes;
  bool shared, write;
};

bool counting_accesses();
void start_counting();
void end_counted_block();
void count_access(const AccessSite& site, const Fiber* fiber, const char* address);

// A line for every instruction: requests, and the sectors of 32 bytes (global memory) or passes
// over the banks (shared memory) of each, beside the least possible.
std::string access_report(const char* kernel);

}  // namespace check
}  // namespace emulation
