// Warp operations: lanes gather, and the last one to arrive does the work for all of them.
#include "../check/ordering.h"
#include "scheduler.h"

namespace emulation {
namespace {

void check_mask(const Fiber* me, unsigned mask, const char* what, Location at) {
  const Warp& warp = machine.warps[me->warp];
  if (!(mask >> me->lane & 1)) {
    fail("%s at %s:%d: lane %u is not in its own mask 0x%08x", what, at.file, at.line, me->lane,
         mask);
  }
  if (mask & ~warp.existing) {
    fail("%s at %s:%d: mask 0x%08x names lanes that do not exist "
         "(the block size is no multiple of 32)",
         what, at.file, at.line, mask);
  }
  if (mask & warp.exited) {
    fail("%s at %s:%d: mask 0x%08x names lanes that have exited (0x%08x)", what, at.file, at.line,
         mask, warp.exited);
  }
}

[[noreturn]] void report_divergence(const Fiber* me, unsigned mask, const char* what, Location at,
                                    const PendingOperation& pending) {
  const Fiber* other = fiber_of(me->warp, __builtin_ctz(pending.arrived));
  fail("divergent warp: lane %u is in %s mask 0x%08x at %s:%d, "
       "lanes 0x%08x wait in %s mask 0x%08x at %s:%d",
       me->lane, what, mask, at.file, at.line, pending.arrived, other->waits_what, pending.mask,
       other->waits_at.file, other->waits_at.line);
}

// The operation that other lanes wait in, or a new one.
PendingOperation& gathering(const Fiber* me, unsigned mask, WarpFunction function,
                            const char* what, Location at) {
  Warp& warp = machine.warps[me->warp];
  for (int i = 0; i < warp.pending_count; i++) {
    PendingOperation& pending = warp.pending[i];
    if (pending.mask == mask && pending.function == function) return pending;
    // It waits for this lane, and this lane is about to wait for one of its lanes: neither can
    // ever go on. Lanes outside this mask may well wait in a wider operation.
    if ((pending.mask >> me->lane & 1) && (pending.arrived & mask)) {
      report_divergence(me, mask, what, at, pending);
    }
  }
  if (warp.pending_count == 4) fail("more than 4 warp operations of disjoint masks at once");
  PendingOperation& created = warp.pending[warp.pending_count++];
  created.mask = mask;
  created.arrived = 0;
  created.function = function;
  return created;
}

}  // namespace

void warp_operation(
    unsigned mask, WarpFunction function, void* argument, const char* what, Location at) {
  Fiber* me = current_fiber();
  check_mask(me, mask, what, at);
  PendingOperation& operation = gathering(me, mask, function, what, at);
  operation.arguments[me->lane] = argument;
  operation.arrived |= 1u << me->lane;
  if (operation.arrived != mask) {
    me->waiting = Waiting::warp_operation;
    me->waits_mask = mask;
    me->waits_what = what;
    me->waits_at = at;
    wait(me);
    return;
  }
  if (function) {
    function(operation.arguments, mask);
  } else {
    check::warp_synchronized(me->warp, mask);
  }
  Warp& warp = machine.warps[me->warp];
  operation = warp.pending[--warp.pending_count];
  make_ready(me->warp, mask & ~(1u << me->lane));
}

}  // namespace emulation
