// __syncthreads and its kin.
#pragma once

namespace emulation {

// Threads that exit no longer count, which can complete a barrier.
void release_barrier_if_complete();

}  // namespace emulation
