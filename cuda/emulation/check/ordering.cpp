#include "ordering.h"

#include <algorithm>
#include <map>
#include <vector>

#include "../runtime/errors.h"
#include "../runtime/faults.h"
#include "access_statistics.h"
#include "shadow.h"

namespace emulation {
namespace check {

bool on = false;

namespace {

const char* base = nullptr;
uint32_t block = 0;         // serial number of the block that runs
uint32_t first_block = 1;   // of the launch
uint16_t epoch = 0;         // barriers of the block so far
bool fenced = false;        // the block has executed a __threadfence

// Blocks of this launch whose writes this block may see, and what each address passes on.
std::vector<bool> acquired;
std::map<const volatile void*, std::vector<bool>> released;

bool lanes_ordered(const Fiber* fiber, const Stamp& earlier) {
  const unsigned author = earlier.thread & THREAD, warp = author / WARP;
  if (earlier.thread & SEVERAL_WARPS) return false;
  if (!(earlier.thread & SEVERAL_LANES)) {
    if (author == fiber->index_in_block()) return true;
    return warp == fiber->warp && fiber->seen[author % WARP] >= earlier.clock;
  }
  if (warp != fiber->warp) return false;
  for (unsigned lane = 0; lane < WARP; lane++) {
    const bool exists = machine.warps[warp].existing >> lane & 1;
    if (exists && lane != fiber->lane && fiber->seen[lane] < earlier.clock) return false;
  }
  return true;
}

}  // namespace

void start_launch(bool checking, const char* module_base) {
  on = checking;
  if (!on) return;
  base = module_base;
  first_block = block + 1;
  released.clear();
  start_counting();
}

void end_launch() { on = false; }

void start_block() {
  if (!on) return;
  end_counted_block();
  block++;
  epoch = 0;
  fenced = false;
  acquired.clear();
}

void block_synchronized() { epoch++; }

void warp_synchronized(unsigned warp, unsigned lanes) {
  if (!on) return;
  unsigned seen[WARP] = {};
  for (unsigned rest = lanes; rest; rest &= rest - 1) {
    const unsigned lane = static_cast<unsigned>(__builtin_ctz(rest));
    const Fiber* fiber = fiber_of(warp, lane);
    for (int i = 0; i < WARP; i++) seen[i] = std::max(seen[i], fiber->seen[i]);
    seen[lane] = std::max(seen[lane], fiber->clock);
  }
  for (unsigned rest = lanes; rest; rest &= rest - 1) {
    Fiber* fiber = fiber_of(warp, static_cast<unsigned>(__builtin_ctz(rest)));
    memcpy(fiber->seen, seen, sizeof seen);
    fiber->clock++;
  }
}

Stamp now(const Fiber* fiber, uint32_t instruction) {
  return {block, instruction, fiber->clock, epoch, static_cast<uint16_t>(fiber->index_in_block())};
}

bool ordered(const Fiber* fiber, const Stamp& earlier, bool global) {
  if (earlier.block < first_block) return true;
  if (earlier.block != block) {
    const uint32_t number = earlier.block - first_block;
    return !global || (number < acquired.size() && acquired[number]);
  }
  return earlier.epoch != epoch || lanes_ordered(fiber, earlier);
}

void merge_read(Stamp& reads, const Stamp& read) {
  const bool same_time = reads.block == read.block && reads.epoch == read.epoch;
  const unsigned before = reads.thread & THREAD, reader = read.thread;
  uint16_t thread = read.thread;
  uint32_t clock = read.clock;
  if (same_time && ((reads.thread & SEVERAL_WARPS) || before / WARP != reader / WARP)) {
    thread |= SEVERAL_WARPS;
  } else if (same_time && (before != reader || (reads.thread & SEVERAL_LANES))) {
    thread |= SEVERAL_LANES;
    clock = std::max(clock, reads.clock);
  }
  reads = read;
  reads.thread = thread;
  reads.clock = clock;
}

std::string author(const Stamp& stamp) {
  if (stamp.block != block) return format("block %u", stamp.block - first_block);
  const unsigned thread = stamp.thread & THREAD;
  if (stamp.thread & SEVERAL_WARPS) return "threads of several warps of this block";
  if (stamp.thread & SEVERAL_LANES) {
    return format("several threads of warp %u of this block", thread / WARP);
  }
  return format("thread %u of this block", thread);
}

uint32_t offset_of(const void* instruction) {
  return static_cast<uint32_t>(static_cast<const char*>(instruction) - base);
}

// A hook knows the address that it returns to; the byte before it belongs to the access.
std::string line_of(uint32_t offset) { return source_line(base + offset - 1); }

}  // namespace check

void note_fence() { check::fenced = true; }

void note_atomic(const volatile void* address, int bytes) {
  using namespace check;
  if (!on) return;
  atomic(address, static_cast<size_t>(bytes), __builtin_return_address(0));
  std::vector<bool>& passed = released[address];
  if (acquired.size() < passed.size()) acquired.resize(passed.size());
  for (size_t i = 0; i < passed.size(); i++) {
    if (passed[i]) acquired[i] = true;
  }
  if (!fenced) return;
  const size_t own = block - first_block;
  if (passed.size() <= own) passed.resize(own + 1);
  passed[own] = true;
  for (size_t i = 0; i < acquired.size(); i++) {
    if (acquired[i]) passed[i] = true;
  }
}

}  // namespace emulation
