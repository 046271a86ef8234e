#include "scheduler.h"

#include <cstdarg>
#include <map>
#include <string>
#include <vector>

#include "async_copy.h"
#include "block_barrier.h"
#include "errors.h"

namespace emulation {

thread_local Thread* current __attribute__((tls_model("initial-exec"))) = nullptr;
Machine machine;
std::mutex machine_mutex;

namespace {

std::string reason(const Fiber& fiber) {
  switch (fiber.waiting) {
    case Waiting::exited:
      return "exited";
    case Waiting::barrier:
      return format("waiting in __syncthreads at %s:%d", fiber.waits_at.file, fiber.waits_at.line);
    case Waiting::warp_operation:
      return format("waiting in %s mask 0x%08x at %s:%d", fiber.waits_what, fiber.waits_mask,
                    fiber.waits_at.file, fiber.waits_at.line);
    default:
      return "runnable";
  }
}

// "0-15 32-47", of at most six ranges.
std::string ranges(const std::vector<int>& threads) {
  std::string text;
  int count = 0;
  for (size_t begin = 0; begin < threads.size();) {
    size_t end = begin;
    while (end + 1 < threads.size() && threads[end + 1] == threads[end] + 1) end++;
    if (++count > 6) return text + " ...";
    text += begin == end ? format(" %d", threads[begin])
                         : format(" %d-%d", threads[begin], threads[end]);
    begin = end + 1;
  }
  return text;
}

std::string deadlock_report() {
  std::map<std::string, std::vector<int>> threads;
  for (int i = 0; i < machine.thread_count; i++) threads[reason(machine.fibers[i])].push_back(i);
  std::string text = format("deadlock: %d of %d threads wait for ever", machine.alive,
                            machine.thread_count);
  for (const auto& group : threads) {
    text += "\n  threads" + ranges(group.second) + ": " + group.first;
  }
  const uint3 block = machine.block.index;
  return text + format("\n  in kernel %s block (%u,%u,%u)", machine.kernel, block.x, block.y,
                       block.z);
}

// The thread has returned from the kernel.
void finish(Fiber* fiber) {
  Warp& warp = machine.warps[fiber->warp];
  const unsigned bit = 1u << fiber->lane;
  refuse_pending_copies(fiber);
  for (int i = 0; i < warp.pending_count; i++) {
    const PendingOperation& pending = warp.pending[i];
    if (!(pending.mask & bit)) continue;
    const Fiber* other = fiber_of(fiber->warp, __builtin_ctz(pending.arrived));
    fail("lane %u exits while lanes 0x%08x wait for it in %s at %s:%d", fiber->lane,
         pending.arrived, other->waits_what, other->waits_at.file, other->waits_at.line);
  }
  fiber->waiting = Waiting::exited;
  warp.exited |= bit;
  machine.alive--;
  release_barrier_if_complete();
}

}  // namespace

void fiber_main() {
  for (;;) {
    Fiber* me = current_fiber();
    machine.invoke(machine.parameters);
    finish(me);
    Fiber* next = take_ready(me->warp);
    if (!next && machine.alive) report_deadlock();
    if (next && !next->context) {
      // A thread that never ran takes over this stack: no memory, no change of context.
      next->stack = me->stack;
      next->context = next;
      current = next;
      continue;
    }
    give_stack(me->stack);
    current = next;
    emulation_jump(next ? next->context : machine.host_context);
  }
}

void yield() {
  Fiber* me = current_fiber();
  make_ready(me->warp, 1u << me->lane);
  wait(me);
}

void report_deadlock() {
  record_error(deadlock_report());
  break_off();
}

void break_off() {
  machine.broken_off = true;
  current = nullptr;
  emulation_jump(machine.host_context);
}

std::string place_of(const Fiber* fiber) {
  const uint3 block = fiber->block->index, thread = fiber->index;
  return format("kernel %s block (%u,%u,%u) thread (%u,%u,%u)", machine.kernel, block.x, block.y,
                block.z, thread.x, thread.y, thread.z);
}

void fail(const char* text, ...) {
  char buffer[4096];
  va_list arguments;
  va_start(arguments, text);
  vsnprintf(buffer, sizeof buffer, text, arguments);
  va_end(arguments);
  record_error(std::string(buffer) + "\n  at " + place_of(current_fiber()));
  break_off();
}

}  // namespace emulation
