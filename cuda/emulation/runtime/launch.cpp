// A launch: the blocks of the grid one after another, the threads of each as fibers.
#include <cstring>

#include "../check/access_statistics.h"
#include "../check/ordering.h"
#include "../check/shadow.h"
#include "device.h"
#include "emulation.h"
#include "errors.h"
#include "faults.h"
#include "pages.h"
#include "scheduler.h"
#include "shared_memory.h"

namespace emulation {
namespace {

int refuse(int code, const std::string& text) {
  record_error(text);
  return code;
}

uint64_t product(const uint32_t (&extents)[3]) {
  return static_cast<uint64_t>(extents[0]) * extents[1] * extents[2];
}

// The limits that a real launch is held to.
int check_launch(const EmulatedDevice& device, const char* name, const LoadedKernel* kernel,
                 const EmulationLaunch& launch) {
  if (!kernel) return refuse(EMULATION_NOT_FOUND, format("there is no kernel %s", name));
  const uint64_t threads = product(launch.block), blocks = product(launch.grid);
  if (!threads || threads > MAX_THREADS || launch.block[2] > 64 || !blocks ||
      launch.grid[0] > 0x7fffffffu || launch.grid[1] > 65535 || launch.grid[2] > 65535) {
    return refuse(EMULATION_INVALID_VALUE,
                  format("%s: invalid grid (%u,%u,%u) of blocks (%u,%u,%u)", name, launch.grid[0],
                         launch.grid[1], launch.grid[2], launch.block[0], launch.block[1],
                         launch.block[2]));
  }
  if (threads > static_cast<uint64_t>(kernel->info.max_threads)) {
    return refuse(EMULATION_LAUNCH_OUT_OF_RESOURCES,
                  format("%s: %zu threads exceed its launch bound of %d", name,
                         static_cast<size_t>(threads), kernel->info.max_threads));
  }
  if (launch.shared_bytes > device.settings.shared_limit) {
    return refuse(EMULATION_INVALID_VALUE,
                  format("%s: %u bytes of dynamic shared memory exceed the device's %zu", name,
                         launch.shared_bytes, device.settings.shared_limit));
  }
  return EMULATION_OK;
}

void start_warps() {
  const int warps = (machine.thread_count + WARP - 1) / WARP;
  machine.warps_ready = 0;
  for (int i = 0; i < warps; i++) {
    const int lanes = machine.thread_count - i * WARP;
    Warp& warp = machine.warps[i];
    warp.existing = lanes >= WARP ? ~0u : (1u << lanes) - 1;
    warp.exited = 0;
    warp.pending_count = 0;
    warp.ready = 0;
    make_ready(static_cast<unsigned>(i), warp.existing);
  }
}

void start_fibers() {
  const dim3 size = machine.block.block_size;
  uint3 index = {0, 0, 0};
  for (int i = 0; i < machine.thread_count; i++) {
    Fiber& fiber = machine.fibers[i];
    fiber.index = index;
    fiber.lane = static_cast<unsigned>(i) % WARP;
    fiber.warp = static_cast<unsigned>(i) / WARP;
    fiber.block = &machine.block;
    fiber.context = nullptr;
    fiber.stack = nullptr;
    fiber.runtime_call = nullptr;
    fiber.waiting = Waiting::nothing;
    fiber.clock = 1;
    memset(fiber.seen, 0, sizeof fiber.seen);
    if (++index.x < size.x) continue;
    index.x = 0;
    if (++index.y < size.y) continue;
    index.y = 0;
    index.z++;
  }
}

void run_block(uint64_t number) {
  const dim3 grid = machine.block.grid_size;
  machine.block.index = {static_cast<unsigned>(number % grid.x),
                         static_cast<unsigned>(number / grid.x % grid.y),
                         static_cast<unsigned>(number / grid.x / grid.y)};
  machine.alive = machine.thread_count;
  memset(&machine.barrier, 0, sizeof machine.barrier);
  check::start_block();
  start_block_shared();
  start_warps();
  start_fibers();
  Fiber* first = take_ready(static_cast<unsigned>(choose(machine.warps_ready)));
  give_context(first);
  current = first;
  emulation_switch(&machine.host_context, first->context);
}

// After a broken-off block: its fibers will never end.
void abandon_fibers() {
  give_all_stacks();
  for (int i = 0; i < machine.thread_count; i++) {
    machine.fibers[i].copies.clear();
    machine.fibers[i].groups.clear();
  }
}

void run_grid(uint64_t blocks) {
  machine.broken_off = false;
  for (uint64_t i = 0; i < blocks && !machine.broken_off; i++) {
    run_block(machine.settings.schedule == Schedule::reverse ? blocks - 1 - i : i);
  }
  if (machine.broken_off) abandon_fibers();
}

void prepare(const EmulatedDevice& device, const LoadedKernel& kernel,
             const EmulationLaunch& launch, void** parameters) {
  machine.kernel = kernel.info.name;
  machine.invoke = kernel.info.invoke;
  machine.parameters = parameters;
  machine.settings = device.settings;
  machine.random_state = device.settings.seed * 0x9e3779b97f4a7c15ull + 12345;
  machine.thread_count = static_cast<int>(product(launch.block));
  machine.block.grid_size = dim3(launch.grid[0], launch.grid[1], launch.grid[2]);
  machine.block.block_size = dim3(launch.block[0], launch.block[1], launch.block[2]);
  prepare_shared(launch.shared_bytes);
  check::start_launch(kernel.module->checking, kernel.module->base);
}

}  // namespace
}  // namespace emulation

using namespace emulation;

int emulation_launch(
    EmulatedDevice* device, const char* name, const EmulationLaunch* launch, void** parameters) {
  std::lock_guard<std::mutex> lock(machine_mutex);
  clear_error();
  const LoadedKernel* kernel = device->find(name);
  const int refused = check_launch(*device, name, kernel, *launch);
  if (refused) return refused;
  prepare(*device, *kernel, *launch, parameters);
  {
    FaultGuard guard(device->settings.timeout_seconds);
    run_grid(product(launch->grid));
    guard.report(device->memory);
  }
  check::end_launch();
  if (check::counting_accesses()) fputs(check::access_report(name).c_str(), stderr);
  const std::string damage = device->memory.damage();
  if (!damage.empty()) record_error(damage + "\n  found after kernel " + name);
  return has_error() ? EMULATION_ILLEGAL_ADDRESS : EMULATION_OK;
}
