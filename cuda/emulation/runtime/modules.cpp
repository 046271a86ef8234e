#include "modules.h"

#include <dlfcn.h>
#include <link.h>

#include <map>
namespace emulation {
namespace {

Module* loading = nullptr;

std::map<void*, Module>& modules() {
  static auto* map = new std::map<void*, Module>;
  return *map;
}

const char* base_of(void* handle) {
  link_map* entry = nullptr;
  return dlinfo(handle, RTLD_DI_LINKMAP, &entry) ? nullptr
                                                 : reinterpret_cast<const char*>(entry->l_addr);
}

}  // namespace

void register_kernel(const KernelInfo& kernel) {
  if (loading) loading->kernels.push_back({kernel, nullptr});
}

void note_instrumented_module() {
  if (loading) loading->checking = true;
}

const Module* load_module(const char* path, std::string& problem) {
  Module fresh;
  loading = &fresh;
  void* handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  loading = nullptr;
  if (!handle) {
    problem = dlerror();
    return nullptr;
  }
  // A library that was there already has run its constructors before.
  const auto found = modules().find(handle);
  if (found != modules().end()) return &found->second;
  Module& module = modules()[handle] = fresh;
  module.base = base_of(handle);
  for (LoadedKernel& kernel : module.kernels) kernel.module = &module;
  return &module;
}

}  // namespace emulation
