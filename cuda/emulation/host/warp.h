// Barriers, fences, shuffles and votes.
#pragma once

static inline void __syncthreads(EMU_LOC) { ::emulation::block_barrier(false, EMU_AT); }
static inline int __syncthreads_count(int vote, EMU_LOC) {
  return ::emulation::block_barrier(vote != 0, EMU_AT).count;
}
static inline int __syncthreads_and(int vote, EMU_LOC) {
  return ::emulation::block_barrier(vote != 0, EMU_AT).all;
}
static inline int __syncthreads_or(int vote, EMU_LOC) {
  return ::emulation::block_barrier(vote != 0, EMU_AT).any;
}
static inline void __syncwarp(unsigned mask = 0xffffffffu, EMU_LOC) {
  ::emulation::warp_operation(mask, nullptr, nullptr, "__syncwarp", EMU_AT);
}
static inline void __threadfence() { ::emulation::note_fence(); }
static inline void __threadfence_block() { ::emulation::note_fence(); }
static inline void __threadfence_system() { ::emulation::note_fence(); }
static inline void __nanosleep(unsigned) { ::emulation::yield(); }
static inline void __trap(EMU_LOC) {
  ::emulation::fail("__trap() at %s:%d", EMU_AT.file, EMU_AT.line);
}

namespace emulation {

struct ShuffleArgument {
  uint64_t value, result;
  int source;
};
EMULATION_EXPORT void shuffle_lanes(void* const* arguments, unsigned mask);

struct VoteArgument {
  bool vote;
  unsigned result;
};
EMULATION_EXPORT void ballot_lanes(void* const* arguments, unsigned mask);

struct MatchArgument {
  uint64_t value;
  unsigned result;
};
EMULATION_EXPORT void match_lanes(void* const* arguments, unsigned mask);

enum class Reduction { add, max, min };
struct ReduceArgument {
  unsigned value;
  Reduction reduction;
  unsigned result;
};
EMULATION_EXPORT void reduce_lanes(void* const* arguments, unsigned mask);

template <class T>
static inline T shuffle(unsigned mask, T value, int source, const char* what, Location at) {
  static_assert(sizeof(T) <= 8, "a shuffle moves at most 8 bytes");
  ShuffleArgument argument{0, 0, source};
  memcpy(&argument.value, &value, sizeof(T));
  warp_operation(mask, shuffle_lanes, &argument, what, at);
  T result;
  memcpy(&result, &argument.result, sizeof(T));
  return result;
}

static inline int lane() { return static_cast<int>(current->lane); }
// The first lane of the segment of `width` lanes that this lane belongs to.
static inline int segment(int width) { return lane() & ~(width - 1); }

static inline unsigned reduce(unsigned mask, unsigned value, Reduction reduction, Location at) {
  ReduceArgument argument{value, reduction, 0};
  warp_operation(mask, reduce_lanes, &argument, "__reduce_*_sync", at);
  return argument.result;
}

}  // namespace emulation

// A source outside the segment means the lane's own value.
template <class T>
static inline T __shfl_sync(unsigned mask, T value, int source, int width = 32, EMU_LOC) {
  const int from = ::emulation::segment(width) + (source & (width - 1));
  return ::emulation::shuffle(mask, value, from, "__shfl_sync", EMU_AT);
}
template <class T>
static inline T __shfl_xor_sync(unsigned mask, T value, int bits, int width = 32, EMU_LOC) {
  const int lane = ::emulation::lane(), from = lane ^ bits;
  const bool own = from >= ::emulation::segment(width) + width;
  return ::emulation::shuffle(mask, value, own ? lane : from, "__shfl_xor_sync", EMU_AT);
}
template <class T>
static inline T __shfl_down_sync(unsigned mask, T value, unsigned by, int width = 32, EMU_LOC) {
  const int lane = ::emulation::lane(), from = lane + static_cast<int>(by);
  const bool own = from >= ::emulation::segment(width) + width;
  return ::emulation::shuffle(mask, value, own ? lane : from, "__shfl_down_sync", EMU_AT);
}
template <class T>
static inline T __shfl_up_sync(unsigned mask, T value, unsigned by, int width = 32, EMU_LOC) {
  const int lane = ::emulation::lane(), from = lane - static_cast<int>(by);
  const bool own = from < ::emulation::segment(width);
  return ::emulation::shuffle(mask, value, own ? lane : from, "__shfl_up_sync", EMU_AT);
}

static inline unsigned __ballot_sync(unsigned mask, int vote, EMU_LOC) {
  ::emulation::VoteArgument argument{vote != 0, 0};
  ::emulation::warp_operation(
      mask, ::emulation::ballot_lanes, &argument, "__ballot_sync", EMU_AT);
  return argument.result;
}
static inline int __any_sync(unsigned mask, int vote, EMU_LOC) {
  return __ballot_sync(mask, vote, EMU_AT) != 0;
}
static inline int __all_sync(unsigned mask, int vote, EMU_LOC) {
  return __ballot_sync(mask, !vote, EMU_AT) == 0;
}
template <class T>
static inline unsigned __match_any_sync(unsigned mask, T value, EMU_LOC) {
  ::emulation::MatchArgument argument{0, 0};
  memcpy(&argument.value, &value, sizeof value);
  ::emulation::warp_operation(
      mask, ::emulation::match_lanes, &argument, "__match_any_sync", EMU_AT);
  return argument.result;
}
static inline unsigned __reduce_add_sync(unsigned mask, unsigned value, EMU_LOC) {
  return ::emulation::reduce(mask, value, ::emulation::Reduction::add, EMU_AT);
}
static inline unsigned __reduce_max_sync(unsigned mask, unsigned value, EMU_LOC) {
  return ::emulation::reduce(mask, value, ::emulation::Reduction::max, EMU_AT);
}
static inline unsigned __reduce_min_sync(unsigned mask, unsigned value, EMU_LOC) {
  return ::emulation::reduce(mask, value, ::emulation::Reduction::min, EMU_AT);
}
// __activemask() is missing on purpose: lanes are scheduled one by one, so it means nothing.
