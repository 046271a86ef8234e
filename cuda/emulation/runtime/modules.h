// Libraries of compiled kernels. EXPORT_KERNEL leaves a static object in the library whose
// constructor registers the kernel while the library is being loaded.
#pragma once
#include <deque>
#include <string>

#include "machine.h"

namespace emulation {

struct Module;

struct LoadedKernel {
  KernelInfo info;
  const Module* module;
};

struct Module {
  std::deque<LoadedKernel> kernels;
  bool checking = false;       // compiled with the hooks of check/hooks.cpp
  const char* base = nullptr;  // where it was loaded
};

// Loads a library, or finds it again; modules stay for the life of the process. Null and the
// problem if it cannot be loaded.
const Module* load_module(const char* path, std::string& problem);

// Called by hooks.cpp when an instrumented library is being loaded.
void note_instrumented_module();

}  // namespace emulation
