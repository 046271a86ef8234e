// The checking build's notion of before and after. An access is ordered before another one if
//   - it was in an earlier launch, or in another block and its memory is that block's own;
//   - a __syncthreads of the block lies between them (the epoch has advanced);
//   - both are of one thread, or a __syncwarp of their warp lies between them (vector clocks);
//   - the other block released it: __threadfence, an atomic operation there, and later one here on
//     the same address.
// Shuffles, votes and tensor-core operations order nothing, as in the CUDA documents.
#pragma once
#include <cstdint>

#include "../runtime/machine.h"

namespace emulation {
namespace check {

// Whether the launch that runs is of the checking build: all other functions do nothing if not.
extern bool on;

// When and by whom a byte was accessed.
struct Stamp {
  uint32_t block;        // serial number, over all launches; 0: never
  uint32_t instruction;  // offset in the module
  uint32_t clock;        // of the lane
  uint16_t epoch;
  uint16_t thread;       // and the flags below
};
constexpr uint16_t ATOMIC = 0x8000;         // by an atomic operation
constexpr uint16_t SEVERAL_LANES = 0x4000;  // reads by several lanes of the thread's warp
constexpr uint16_t SEVERAL_WARPS = 0x2000;  // reads by several warps of the block
constexpr uint16_t THREAD = 0x03ff;

void start_launch(bool checking, const char* module_base);
void end_launch();
void start_block();
void block_synchronized();
void warp_synchronized(unsigned warp, unsigned lanes);

// The stamp of an access by this fiber now.
Stamp now(const Fiber* fiber, uint32_t instruction);

// Whether an access is ordered before what the fiber does now; global or shared memory.
bool ordered(const Fiber* fiber, const Stamp& earlier, bool global);

// Adds a read to the reads of a byte that are remembered.
void merge_read(Stamp& reads, const Stamp& read);

// "thread 5 of this block", "block 3"
std::string author(const Stamp& stamp);

// An instruction as an offset in the module, and back to a source line.
uint32_t offset_of(const void* instruction);
std::string line_of(uint32_t offset);

}  // namespace check
}  // namespace emulation
