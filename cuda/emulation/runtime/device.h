// One emulated device: its settings, its memory and the kernels it knows.
#pragma once
#include <map>
#include <string>

#include "device_memory.h"
#include "machine.h"
#include "modules.h"
#include "settings.h"

struct EmulatedDevice {
  emulation::Settings settings = emulation::settings_from_environment();
  emulation::DeviceMemory memory;
  std::map<std::string, const emulation::LoadedKernel*> kernels;
  bool loaded = false;
  bool checking = false;  // its kernels are of the checking build

  const emulation::LoadedKernel* find(const char* kernel) const {
    const auto found = kernels.find(kernel);
    return found == kernels.end() ? nullptr : found->second;
  }
};
