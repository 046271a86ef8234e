// The emulation's own interface: the few calls of the CUDA driver API that the library needs, for a
// device that is a part of this process. Used by the JNI bridge (jni_bridge.cpp).
//
// Calls return 0, or an error of which emulation_last_error() tells more. Any thread may call; one
// kernel runs at a time. An endless loop, an illegal address or a deadlock in a kernel ends the
// launch, not the process, and the device goes on working.
#pragma once
#include <cstddef>
#include <cstdint>

#pragma GCC visibility push(default)
extern "C" {

typedef struct EmulatedDevice EmulatedDevice;

// Error codes, with the meaning they have in CUDA.
enum {
  EMULATION_OK = 0,
  EMULATION_INVALID_VALUE = 1,
  EMULATION_NOT_FOUND = 500,
  EMULATION_ILLEGAL_ADDRESS = 700,
  EMULATION_LAUNCH_OUT_OF_RESOURCES = 701,
};

// In what order threads run where the kernel leaves it open.
enum { EMULATION_FORWARD = 0, EMULATION_REVERSE = 1, EMULATION_RANDOM = 2 };

EmulatedDevice* emulation_open(void);
void emulation_close(EmulatedDevice* device);

// Loads a library of kernels; of two kernels of one name the one loaded last counts. A device runs
// kernels of the fast build or of the checking build, not of both.
int emulation_load(EmulatedDevice* device, const char* path);

void emulation_set_schedule(EmulatedDevice* device, int order, uint64_t seed);
void emulation_set_memory(EmulatedDevice* device, uint64_t bytes);  // how much it has in all
void emulation_set_timeout(EmulatedDevice* device, int seconds);    // of one launch
uint64_t emulation_memory(const EmulatedDevice* device);
uint64_t emulation_free_memory(const EmulatedDevice* device);
uint64_t emulation_shared_memory(const EmulatedDevice* device);  // of one block

uint64_t emulation_allocate(EmulatedDevice* device, uint64_t bytes);  // 0: not enough memory
int emulation_free(EmulatedDevice* device, uint64_t address);
int emulation_upload(EmulatedDevice* device, uint64_t to, const void* from, uint64_t bytes);
int emulation_download(EmulatedDevice* device, void* to, uint64_t from, uint64_t bytes);
int emulation_copy(EmulatedDevice* device, uint64_t to, uint64_t from, uint64_t bytes);

// One letter for each parameter: P pointer, i 4-byte integer, l 8-byte integer, f float, d double;
// null if there is no such kernel.
const char* emulation_signature(EmulatedDevice* device, const char* kernel);

typedef struct EmulationLaunch {
  uint32_t grid[3], block[3];
  uint32_t shared_bytes;
} EmulationLaunch;

// parameters as cuLaunchKernel takes them: the address of each.
int emulation_launch(
    EmulatedDevice* device, const char* kernel, const EmulationLaunch* launch, void** parameters);

// What the last failed call of this thread was about, in one or several lines.
const char* emulation_last_error(void);

}  // extern "C"
#pragma GCC visibility pop
