// Who runs next. A fiber runs until it must wait; then a ready one is chosen, of the same warp if
// there is one. Which one is open in CUDA, so all orders are legal: the schedule of the settings
// picks the first, the last or a random one, to bring out what depends on the order.
#pragma once
#include "fiber.h"
#include "machine.h"

namespace emulation {

// Where every fiber begins: runs the kernel, then goes on with the next fiber.
void fiber_main();

// Reports who waits where, and breaks off.
[[noreturn]] void report_deadlock();

inline unsigned next_random() {
  uint64_t& state = machine.random_state;
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return static_cast<unsigned>(state >> 24);
}

inline int choose(unsigned candidates) {
  if (machine.settings.schedule == Schedule::forward) return __builtin_ctz(candidates);
  if (machine.settings.schedule == Schedule::reverse) return 31 - __builtin_clz(candidates);
  unsigned skip = next_random() % static_cast<unsigned>(__builtin_popcount(candidates));
  while (skip--) candidates &= candidates - 1;
  return __builtin_ctz(candidates);
}

inline void make_ready(unsigned warp, unsigned lanes) {
  if (!lanes) return;
  machine.warps[warp].ready |= lanes;
  machine.warps_ready |= 1u << warp;
}

// Takes a ready fiber, rather of this warp; null if all wait.
inline Fiber* take_ready(unsigned warp) {
  const bool leave_warp =
      machine.settings.schedule == Schedule::random && (next_random() & 3) == 0;
  if (!machine.warps[warp].ready || leave_warp) {
    if (!machine.warps_ready) return nullptr;
    warp = static_cast<unsigned>(choose(machine.warps_ready));
  }
  Warp& chosen = machine.warps[warp];
  const int lane = choose(chosen.ready);
  chosen.ready &= ~(1u << lane);
  if (!chosen.ready) machine.warps_ready &= ~(1u << warp);
  return fiber_of(warp, static_cast<unsigned>(lane));
}

inline void give_context(Fiber* fiber) {
  fiber->stack = take_stack();
  fiber->context = first_context(fiber->stack, fiber->index_in_block(), fiber_main);
}

// Lets others run until somebody has made this fiber ready again.
inline void wait(Fiber* me) {
  Fiber* next = take_ready(me->warp);
  if (!next) report_deadlock();
  if (next != me) {
    if (!next->context) give_context(next);
    current = next;
    emulation_switch(&me->context, next->context);
  }
  me->waiting = Waiting::nothing;
}

}  // namespace emulation
