#include "block_barrier.h"

#include "../check/ordering.h"
#include "scheduler.h"

namespace emulation {
namespace {

void release(Barrier& barrier) {
  barrier.result = {barrier.votes, barrier.votes == barrier.arrived, barrier.votes > 0};
  barrier.arrived = 0;
  barrier.votes = 0;
  check::block_synchronized();
  for (unsigned warp = 0; warp < MAX_WARPS; warp++) {
    make_ready(warp, barrier.waiting[warp]);
    barrier.waiting[warp] = 0;
  }
}

}  // namespace

void release_barrier_if_complete() {
  Barrier& barrier = machine.barrier;
  if (barrier.arrived && barrier.arrived == machine.alive) release(barrier);
}

// All threads must meet at the same line: hardware counts arrivals and would let threads through
// that stand at different barriers.
BarrierVotes block_barrier(bool vote, Location at) {
  Fiber* me = current_fiber();
  Barrier& barrier = machine.barrier;
  if (barrier.arrived && (barrier.at.line != at.line || barrier.at.file != at.file)) {
    fail("divergent barrier: this thread is in __syncthreads at %s:%d, "
         "%d others wait in the one at %s:%d",
         at.file, at.line, barrier.arrived, barrier.at.file, barrier.at.line);
  }
  barrier.at = at;
  barrier.arrived++;
  barrier.votes += vote;
  if (barrier.arrived == machine.alive) {
    release(barrier);
  } else {
    barrier.waiting[me->warp] |= 1u << me->lane;
    me->waiting = Waiting::barrier;
    me->waits_at = at;
    wait(me);
  }
  return barrier.result;
}

}  // namespace emulation
