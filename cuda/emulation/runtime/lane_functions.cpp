// Shuffles, votes, matches and reductions, each done once for all lanes.
#include "machine.h"

namespace emulation {
namespace {

// Calls body(lane) for every lane of the mask.
template <class Body>
inline void for_lanes(unsigned mask, Body body) {
  for (; mask; mask &= mask - 1) body(__builtin_ctz(mask));
}

template <class Argument>
inline Argument& argument(void* const* arguments, int lane) {
  return *static_cast<Argument*>(arguments[lane]);
}

}  // namespace

void shuffle_lanes(void* const* arguments, unsigned mask) {
  for_lanes(mask, [&](int lane) {
    ShuffleArgument& mine = argument<ShuffleArgument>(arguments, lane);
    if (!(mask >> mine.source & 1)) {
      fail("shuffle: lane %d reads lane %d, which is not in mask 0x%08x", lane, mine.source, mask);
    }
    mine.result = argument<ShuffleArgument>(arguments, mine.source).value;
  });
}

void ballot_lanes(void* const* arguments, unsigned mask) {
  unsigned votes = 0;
  for_lanes(mask, [&](int lane) {
    votes |= static_cast<unsigned>(argument<VoteArgument>(arguments, lane).vote) << lane;
  });
  for_lanes(mask, [&](int lane) { argument<VoteArgument>(arguments, lane).result = votes; });
}

void match_lanes(void* const* arguments, unsigned mask) {
  for_lanes(mask, [&](int lane) {
    MatchArgument& mine = argument<MatchArgument>(arguments, lane);
    mine.result = 0;
    for_lanes(mask, [&](int other) {
      if (argument<MatchArgument>(arguments, other).value == mine.value) mine.result |= 1u << other;
    });
  });
}

void reduce_lanes(void* const* arguments, unsigned mask) {
  const int first = __builtin_ctz(mask);
  const Reduction reduction = argument<ReduceArgument>(arguments, first).reduction;
  unsigned result = argument<ReduceArgument>(arguments, first).value;
  for_lanes(mask & (mask - 1), [&](int lane) {
    const unsigned value = argument<ReduceArgument>(arguments, lane).value;
    result = reduction == Reduction::add   ? result + value
             : reduction == Reduction::max ? max(result, value)
                                           : min(result, value);
  });
  for_lanes(mask, [&](int lane) { argument<ReduceArgument>(arguments, lane).result = result; });
}

}  // namespace emulation
