// Hardware faults inside kernels (guard pages, division by zero, traps of the checking build) and
// the end of a launch's time become errors of the launch.
#pragma once
#include <string>

#include "device_memory.h"

namespace emulation {

// Takes the signals for the duration of one launch on this thread; a JVM's own handlers are in
// place the rest of the time, and are called for faults that are not a kernel's.
class FaultGuard {
 public:
  explicit FaultGuard(long timeout_seconds);
  ~FaultGuard();
  FaultGuard(const FaultGuard&) = delete;
  FaultGuard& operator=(const FaultGuard&) = delete;

  // If a fault broke the launch off, records what it was.
  void report(const DeviceMemory& memory);

 private:
  struct State;
  State* state;
};

// The innermost source line of an instruction that is in a kernel and not in our headers, as
// "kernels/activation.cu:28".
std::string source_line(const void* instruction);

}  // namespace emulation
