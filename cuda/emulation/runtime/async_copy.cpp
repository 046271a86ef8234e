#include "async_copy.h"

#include "../check/shadow.h"
#include "pages.h"
#include "shared_memory.h"

namespace emulation {

// The data come as late as the program allows, and until then the place holds NaN: whoever reads
// before the wait sees it.
void async_copy(void* destination, const void* source, int bytes, int source_bytes, Location at) {
  Fiber* me = current_fiber();
  const void* caller = __builtin_return_address(0);
  me->runtime_call = caller;
  require_shared(destination, static_cast<size_t>(bytes), "cp.async destination", at);
  if (source_bytes) {
    if (reinterpret_cast<uintptr_t>(source) % static_cast<size_t>(bytes)) {
      fail("cp.async at %s:%d: source %p is not %d-byte aligned", at.file, at.line, source, bytes);
    }
    // An illegal address is to be found here, and not at the wait.
    volatile char touched = static_cast<const volatile char*>(source)[0];
    touched = static_cast<const volatile char*>(source)[source_bytes - 1];
    static_cast<void>(touched);
    check::read(source, static_cast<size_t>(source_bytes), caller);
  }
  check::write(destination, static_cast<size_t>(bytes), caller);
  check::forget(destination, static_cast<size_t>(bytes));
  poison(destination, static_cast<size_t>(bytes));
  me->copies.push_back({destination, source, bytes, source_bytes});
}

void async_commit() {
  Fiber* me = current_fiber();
  me->groups.push_back(me->copies.size());
}

void async_wait(int groups_left) {
  Fiber* me = current_fiber();
  const long done = static_cast<long>(me->groups.size()) - groups_left;
  if (done <= 0) return;
  const size_t end = me->groups[static_cast<size_t>(done) - 1];
  for (size_t i = 0; i < end; i++) {
    const AsyncCopy& copy = me->copies[i];
    const size_t bytes = static_cast<size_t>(copy.source_bytes);
    char* to = static_cast<char*>(copy.destination);
    memcpy(to, copy.source, bytes);
    memset(to + bytes, 0, static_cast<size_t>(copy.bytes) - bytes);
    check::arrive(to, static_cast<size_t>(copy.bytes), __builtin_return_address(0));
  }
  me->copies.erase(me->copies.begin(), me->copies.begin() + static_cast<long>(end));
  me->groups.erase(me->groups.begin(), me->groups.begin() + done);
  for (size_t& group : me->groups) group -= end;
}

void refuse_pending_copies(Fiber* fiber) {
  const size_t pending = fiber->copies.size();
  if (!pending) return;
  fiber->copies.clear();
  fiber->groups.clear();
  fail("thread exits with %zu cp.async copies never waited for", pending);
}

}  // namespace emulation
