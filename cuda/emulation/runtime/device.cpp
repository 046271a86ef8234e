// The calls of emulation.h but for the launch.
#include "device.h"

#include <cstring>

#include "../check/shadow.h"
#include "emulation.h"
#include "errors.h"

using namespace emulation;

namespace {

using Lock = std::lock_guard<std::mutex>;

char* pointer(uint64_t address) { return reinterpret_cast<char*>(address); }

int result(const std::string& problem) {
  clear_error();
  if (problem.empty()) return EMULATION_OK;
  record_error(problem);
  return EMULATION_INVALID_VALUE;
}

// Runs the copy if the range belongs to the device.
template <class Copy>
int in_memory(const EmulatedDevice* device, const char* what, uint64_t address, uint64_t bytes,
              Copy copy) {
  const std::string problem = device->memory.outside(pointer(address), bytes);
  if (!problem.empty()) return result(std::string(what) + ": " + problem);
  copy();
  return EMULATION_OK;
}

}  // namespace

EmulatedDevice* emulation_open(void) {
  EmulatedDevice* device = new EmulatedDevice;
  device->memory.set_limit(device->settings.memory_limit);
  return device;
}

void emulation_close(EmulatedDevice* device) {
  const Lock lock(machine_mutex);
  delete device;
}

int emulation_load(EmulatedDevice* device, const char* path) {
  const Lock lock(machine_mutex);
  std::string problem;
  const Module* module = load_module(path, problem);
  if (!module) return result(problem);
  if (device->loaded && device->checking != module->checking) {
    return result(format("%s: a device takes kernels of one build, fast or checking", path));
  }
  device->loaded = true;
  device->checking = module->checking;
  for (const LoadedKernel& kernel : module->kernels) device->kernels[kernel.info.name] = &kernel;
  return EMULATION_OK;
}

void emulation_set_schedule(EmulatedDevice* device, int order, uint64_t seed) {
  const Lock lock(machine_mutex);
  device->settings.schedule = order == EMULATION_REVERSE  ? Schedule::reverse
                              : order == EMULATION_RANDOM ? Schedule::random
                                                          : Schedule::forward;
  device->settings.seed = seed;
}

void emulation_set_memory(EmulatedDevice* device, uint64_t bytes) {
  const Lock lock(machine_mutex);
  device->memory.set_limit(bytes);
}

void emulation_set_timeout(EmulatedDevice* device, int seconds) {
  const Lock lock(machine_mutex);
  device->settings.timeout_seconds = seconds;
}

uint64_t emulation_memory(const EmulatedDevice* device) {
  const Lock lock(machine_mutex);
  return device->memory.limit();
}

uint64_t emulation_free_memory(const EmulatedDevice* device) {
  const Lock lock(machine_mutex);
  return device->memory.free_bytes();
}

uint64_t emulation_shared_memory(const EmulatedDevice* device) {
  const Lock lock(machine_mutex);
  return device->settings.shared_limit;
}

uint64_t emulation_allocate(EmulatedDevice* device, uint64_t bytes) {
  const Lock lock(machine_mutex);
  return reinterpret_cast<uint64_t>(device->memory.allocate(bytes, device->checking));
}

int emulation_free(EmulatedDevice* device, uint64_t address) {
  const Lock lock(machine_mutex);
  return result(device->memory.release(pointer(address)));
}

int emulation_upload(EmulatedDevice* device, uint64_t to, const void* from, uint64_t bytes) {
  const Lock lock(machine_mutex);
  return in_memory(device, "copy to the device", to, bytes, [&] {
    memcpy(pointer(to), from, bytes);
    check::host_write(pointer(to), bytes);
  });
}

int emulation_download(EmulatedDevice* device, void* to, uint64_t from, uint64_t bytes) {
  const Lock lock(machine_mutex);
  return in_memory(device, "copy from the device", from, bytes,
                   [&] { memcpy(to, pointer(from), bytes); });
}

int emulation_copy(EmulatedDevice* device, uint64_t to, uint64_t from, uint64_t bytes) {
  const Lock lock(machine_mutex);
  const std::string problem = device->memory.outside(pointer(from), bytes);
  if (!problem.empty()) return result("copy within the device: " + problem);
  return in_memory(device, "copy within the device", to, bytes, [&] {
    memcpy(pointer(to), pointer(from), bytes);
    check::host_copy(pointer(to), pointer(from), bytes);
  });
}

const char* emulation_signature(EmulatedDevice* device, const char* kernel) {
  const Lock lock(machine_mutex);
  const LoadedKernel* found = device->find(kernel);
  return found ? found->info.signature : nullptr;
}
