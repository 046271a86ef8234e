// A libcuda.so.1 that runs the emulated kernels: the functions of the CUDA driver that the Java side
// calls, so that the real JNI library of JCuda, and all of NvidiaDriver, runs where there is no GPU.
//
// It is stricter than a GPU where that finds mistakes:
//  - nothing runs before something waits for it, so a buffer used again too early shows;
//  - a call without a current context fails, and so does more shared memory than was asked for;
//  - contexts, streams, events and kernels cost memory that cuMemGetInfo shows as missing.
//
// The environment describes the machine: STEGO_EMULATION_DEVICES (how many, 1), _DRIVER (CUDA
// version, 13000), _CAPABILITY (90), _MEMORY (bytes of a device, 1 GiB), _KERNELS (the library of
// kernels, libkernels-fast.so in the folder above this library).
#include <dlfcn.h>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "../emulation/runtime/emulation.h"

namespace {

enum Result {
  SUCCESS = 0,
  INVALID_VALUE = 1,
  OUT_OF_MEMORY = 2,
  NOT_INITIALIZED = 3,
  NO_DEVICE = 100,
  INVALID_DEVICE = 101,
  INVALID_IMAGE = 200,
  INVALID_CONTEXT = 201,
  INVALID_HANDLE = 400,
  NOT_FOUND = 500,
  ILLEGAL_ADDRESS = 700,
};

constexpr size_t OBJECT_BYTES = 64 << 10;  // what a context, stream, event or module costs
constexpr unsigned ORDINARY_SHARED_BYTES = 48 << 10;

struct Context;

struct Stream {
  Context* context;
  std::deque<std::function<void()>> work;
};

struct Event {
  Context* context;
  Stream* stream = nullptr;
  bool happened = true;
  unsigned long long time = 0;
};

struct Function {
  std::string name, signature;
  unsigned shared_bytes = ORDINARY_SHARED_BYTES;
};

struct Module {
  Context* context;
  std::map<std::string, std::unique_ptr<Function>> functions;
};

// The primary context of a device and all that lives in it.
struct Context {
  int device;
  int retained = 0;
  bool faulty = false;  // a kernel failed: every later call says so, as on a GPU
  size_t used = 0;
  std::map<unsigned long long, size_t> allocations;
  std::set<Stream*> streams;
  std::set<Event*> events;
  std::set<Module*> modules;
};

std::recursive_mutex mutex;
bool initialized = false;
EmulatedDevice* kernels = nullptr;  // runs the kernels of all devices
std::vector<std::unique_ptr<Context>> contexts;
std::map<char*, size_t> locked_memory;
thread_local Context* current = nullptr;
unsigned long long clock_ticks = 0;  // one a piece of work: time goes on, always by the same steps

long setting(const char* name, long otherwise) {
  const char* text = getenv(name);
  return text && *text ? atol(text) : otherwise;
}

size_t memory_bytes() { return (size_t)setting("STEGO_EMULATION_MEMORY", 1L << 30); }

std::string kernels_path() {
  if (const char* path = getenv("STEGO_EMULATION_KERNELS")) return path;
  Dl_info self;
  dladdr((void*)&kernels_path, &self);
  std::string folder(self.dli_fname);
  return folder.substr(0, folder.rfind('/')) + "/../libkernels-fast.so";
}

// Every entry point that needs a context begins with this.
#define NEED_CONTEXT                                                             \
  std::lock_guard<std::recursive_mutex> guard(mutex);                            \
  if (!initialized) return NOT_INITIALIZED;                                      \
  if (!current || current->retained == 0) return INVALID_CONTEXT;                \
  if (current->faulty) return ILLEGAL_ADDRESS

void run_one(Stream* stream) {
  std::function<void()> work = std::move(stream->work.front());
  stream->work.pop_front();
  clock_ticks++;
  if (!stream->context->faulty) work();
}

void run_all(Stream* stream) {
  while (!stream->work.empty()) run_one(stream);
}

void run_all(Context* context) {
  for (Stream* stream : context->streams) run_all(stream);
}

int state(Context* context) { return context->faulty ? ILLEGAL_ADDRESS : SUCCESS; }

// The stream of a handle; the null stream is not emulated, because nothing here should use it.
Stream* open_stream(void* handle) {
  Stream* stream = (Stream*)handle;
  return current->streams.count(stream) ? stream : nullptr;
}

bool is_locked(const void* host, size_t bytes) {
  auto next = locked_memory.upper_bound((char*)host);
  if (next == locked_memory.begin()) return false;
  auto block = std::prev(next);
  return (char*)host + bytes <= block->first + block->second;
}

// Copies from or to ordinary memory are done before the call returns, as a GPU's driver does.
int copy(void* handle, const void* host, size_t bytes, std::function<int()> work) {
  Stream* stream = open_stream(handle);
  if (!stream) return INVALID_HANDLE;
  Context* context = current;
  stream->work.push_back([context, work] {
    if (work() != 0) context->faulty = true;
  });
  if (host && !is_locked(host, bytes)) run_all(stream);
  return state(context);
}

size_t parameter_bytes(char type) {
  return type == 'b' ? 1 : type == 's' ? 2 : type == 'i' || type == 'f' ? 4 : 8;
}

void release(Context* context) {
  for (auto& block : context->allocations) emulation_free(kernels, block.first);
  for (Stream* stream : context->streams) delete stream;
  for (Event* event : context->events) delete event;
  for (Module* module : context->modules) delete module;
  int device = context->device;
  *context = Context();
  context->device = device;
}

const struct {
  int code;
  const char *name, *text;
} ERRORS[] = {
    {SUCCESS, "CUDA_SUCCESS", "no error"},
    {INVALID_VALUE, "CUDA_ERROR_INVALID_VALUE", "invalid argument"},
    {OUT_OF_MEMORY, "CUDA_ERROR_OUT_OF_MEMORY", "out of memory"},
    {NOT_INITIALIZED, "CUDA_ERROR_NOT_INITIALIZED", "initialization error"},
    {NO_DEVICE, "CUDA_ERROR_NO_DEVICE", "no CUDA-capable device is detected"},
    {INVALID_DEVICE, "CUDA_ERROR_INVALID_DEVICE", "invalid device ordinal"},
    {INVALID_IMAGE, "CUDA_ERROR_INVALID_IMAGE", "device kernel image is invalid"},
    {INVALID_CONTEXT, "CUDA_ERROR_INVALID_CONTEXT", "invalid device context"},
    {INVALID_HANDLE, "CUDA_ERROR_INVALID_HANDLE", "invalid resource handle"},
    {NOT_FOUND, "CUDA_ERROR_NOT_FOUND", "named symbol not found"},
    {ILLEGAL_ADDRESS, "CUDA_ERROR_ILLEGAL_ADDRESS", "an illegal memory access was encountered"},
};

}  // namespace

extern "C" {

int cuInit(unsigned) {
  std::lock_guard<std::recursive_mutex> guard(mutex);
  long devices = setting("STEGO_EMULATION_DEVICES", 1);
  if (devices == 0) return NO_DEVICE;
  if (!initialized) {
    kernels = emulation_open();
    if (emulation_load(kernels, kernels_path().c_str()) != EMULATION_OK) return NOT_INITIALIZED;
  }
  initialized = true;
  while ((long)contexts.size() < devices) {
    contexts.push_back(std::make_unique<Context>());
    contexts.back()->device = (int)contexts.size() - 1;
  }
  return SUCCESS;
}

int cuDriverGetVersion(int* version) {
  *version = (int)setting("STEGO_EMULATION_DRIVER", 13000);
  return SUCCESS;
}

int cuGetErrorName(int code, const char** name) {
  for (auto& error : ERRORS) {
    if (error.code == code) {
      *name = error.name;
      return SUCCESS;
    }
  }
  return INVALID_VALUE;
}

int cuGetErrorString(int code, const char** text) {
  for (auto& error : ERRORS) {
    if (error.code == code) {
      *text = error.text;
      return SUCCESS;
    }
  }
  return INVALID_VALUE;
}

// ---------------------------------------------------------------- devices and contexts

int cuDeviceGetCount(int* count) {
  *count = (int)contexts.size();
  return initialized ? SUCCESS : NOT_INITIALIZED;
}

int cuDeviceGet(int* device, int index) {
  if (index < 0 || index >= (int)contexts.size()) return INVALID_DEVICE;
  *device = index;
  return SUCCESS;
}

int cuDeviceGetName(char* name, int length, int) {
  strncpy(name, "emulated GPU", length);
  return SUCCESS;
}

int cuDeviceTotalMem_v2(size_t* bytes, int) {
  *bytes = memory_bytes();
  return SUCCESS;
}

int cuDeviceGetAttribute(int* value, int which, int) {
  long capability = setting("STEGO_EMULATION_CAPABILITY", 90);
  switch (which) {
    case 16: *value = 4; return SUCCESS;                        // multiprocessors
    case 75: *value = (int)(capability / 10); return SUCCESS;   // compute capability
    case 76: *value = (int)(capability % 10); return SUCCESS;
    case 97: *value = 99 << 10; return SUCCESS;                 // shared memory of a block, at most
    default: return INVALID_VALUE;
  }
}

int cuDevicePrimaryCtxRetain(Context** context, int device) {
  std::lock_guard<std::recursive_mutex> guard(mutex);
  if (device < 0 || device >= (int)contexts.size()) return INVALID_DEVICE;
  *context = contexts[device].get();
  if ((*context)->retained++ == 0) (*context)->used += OBJECT_BYTES;
  return SUCCESS;
}

int cuDevicePrimaryCtxRelease_v2(int device) {
  std::lock_guard<std::recursive_mutex> guard(mutex);
  Context* context = contexts[device].get();
  if (context->retained == 0) return INVALID_CONTEXT;
  if (--context->retained == 0) release(context);
  return SUCCESS;
}

int cuCtxSetCurrent(Context* context) {
  current = context;
  return SUCCESS;
}

int cuCtxGetCurrent(Context** context) {
  *context = current;
  return SUCCESS;
}

int cuCtxSynchronize() {
  NEED_CONTEXT;
  run_all(current);
  return state(current);
}

// ---------------------------------------------------------------- memory

int cuMemGetInfo_v2(size_t* free, size_t* total) {
  NEED_CONTEXT;
  *total = memory_bytes();
  *free = memory_bytes() - current->used;
  return SUCCESS;
}

int cuMemAlloc_v2(unsigned long long* address, size_t bytes) {
  NEED_CONTEXT;
  if (bytes == 0) return INVALID_VALUE;
  if (current->used + bytes > memory_bytes()) return OUT_OF_MEMORY;
  *address = emulation_allocate(kernels, bytes);
  if (*address == 0) return OUT_OF_MEMORY;
  current->allocations[*address] = bytes;
  current->used += bytes;
  return SUCCESS;
}

int cuMemFree_v2(unsigned long long address) {
  NEED_CONTEXT;
  auto block = current->allocations.find(address);
  if (block == current->allocations.end()) return INVALID_VALUE;
  run_all(current);
  current->used -= block->second;
  current->allocations.erase(block);
  if (emulation_free(kernels, address) != 0) current->faulty = true;
  return state(current);
}

int cuMemAllocHost_v2(void** host, size_t bytes) {
  NEED_CONTEXT;
  *host = aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
  if (!*host) return OUT_OF_MEMORY;
  locked_memory[(char*)*host] = bytes;
  current->used += OBJECT_BYTES;
  return SUCCESS;
}

int cuMemFreeHost(void* host) {
  NEED_CONTEXT;
  if (locked_memory.erase((char*)host) == 0) return INVALID_VALUE;
  free(host);
  current->used -= OBJECT_BYTES;
  return SUCCESS;
}

int cuMemcpyHtoDAsync_v2(unsigned long long to, const void* from, size_t bytes, void* stream) {
  NEED_CONTEXT;
  return copy(stream, from, bytes, [=] { return emulation_upload(kernels, to, from, bytes); });
}

int cuMemcpyDtoHAsync_v2(void* to, unsigned long long from, size_t bytes, void* stream) {
  NEED_CONTEXT;
  return copy(stream, to, bytes, [=] { return emulation_download(kernels, to, from, bytes); });
}

int cuMemcpyDtoDAsync_v2(
    unsigned long long to, unsigned long long from, size_t bytes, void* stream) {
  NEED_CONTEXT;
  return copy(stream, nullptr, bytes, [=] {
    return emulation_copy(kernels, to, from, bytes);
  });
}

// ---------------------------------------------------------------- kernels

// A fatbin is taken for what it is, but the kernels come from the emulation's library.
int cuModuleLoadData(Module** module, const void* image) {
  NEED_CONTEXT;
  static const unsigned char fatbin[] = {0x50, 0xed, 0x55, 0xba};
  if (memcmp(image, fatbin, sizeof fatbin) != 0) return INVALID_IMAGE;
  *module = new Module{current, {}};
  current->modules.insert(*module);
  current->used += OBJECT_BYTES;
  return SUCCESS;
}

int cuModuleUnload(Module* module) {
  NEED_CONTEXT;
  if (current->modules.erase(module) == 0) return INVALID_HANDLE;
  run_all(current);
  current->used -= OBJECT_BYTES;
  delete module;
  return SUCCESS;
}

int cuModuleGetFunction(Function** function, Module* module, const char* name) {
  NEED_CONTEXT;
  const char* signature = emulation_signature(kernels, name);
  if (!signature || !current->modules.count(module)) return NOT_FOUND;
  auto& found = module->functions[name];
  if (!found) found = std::make_unique<Function>(Function{name, signature});
  *function = found.get();
  return SUCCESS;
}

int cuFuncSetAttribute(Function* function, int which, int value) {
  NEED_CONTEXT;
  if (which != 8 || value > 99 << 10) return INVALID_VALUE;  // 8: most dynamic shared memory
  function->shared_bytes = (unsigned)value;
  return SUCCESS;
}

int cuLaunchKernel(
    Function* function, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x,
    unsigned block_y, unsigned block_z, unsigned shared_bytes, void* handle, void** parameters,
    void** extra) {
  NEED_CONTEXT;
  Stream* stream = open_stream(handle);
  if (!stream) return INVALID_HANDLE;
  if (extra || shared_bytes > function->shared_bytes) return INVALID_VALUE;
  auto values = std::make_shared<std::vector<unsigned long long>>();
  for (size_t i = 0; i < function->signature.size(); i++) {  // copied now, as on a GPU
    values->push_back(0);
    memcpy(&values->back(), parameters[i], parameter_bytes(function->signature[i]));
  }
  Context* context = current;
  std::string name = function->name;
  stream->work.push_back([=] {
    std::vector<void*> pointers;
    for (auto& value : *values) pointers.push_back(&value);
    EmulationLaunch launch = {
        {grid_x, grid_y, grid_z}, {block_x, block_y, block_z}, shared_bytes};
    if (emulation_launch(kernels, name.c_str(), &launch, pointers.data()) != EMULATION_OK)
      context->faulty = true;
  });
  return SUCCESS;
}

// ---------------------------------------------------------------- streams and events

int cuStreamCreate(Stream** stream, unsigned) {
  NEED_CONTEXT;
  *stream = new Stream{current, {}};
  current->streams.insert(*stream);
  current->used += OBJECT_BYTES;
  return SUCCESS;
}

int cuStreamSynchronize(void* handle) {
  NEED_CONTEXT;
  Stream* stream = open_stream(handle);
  if (!stream) return INVALID_HANDLE;
  run_all(stream);
  return state(current);
}

int cuStreamDestroy_v2(void* handle) {
  NEED_CONTEXT;
  Stream* stream = open_stream(handle);
  if (!stream) return INVALID_HANDLE;
  run_all(stream);
  current->streams.erase(stream);
  current->used -= OBJECT_BYTES;
  delete stream;
  return SUCCESS;
}

int cuEventCreate(Event** event, unsigned) {
  NEED_CONTEXT;
  *event = new Event{current};
  current->events.insert(*event);
  current->used += OBJECT_BYTES;
  return SUCCESS;
}

int cuEventRecord(Event* event, void* handle) {
  NEED_CONTEXT;
  Stream* stream = open_stream(handle);
  if (!stream || !current->events.count(event)) return INVALID_HANDLE;
  event->stream = stream;
  event->happened = false;
  stream->work.push_back([event] {
    event->happened = true;
    event->time = clock_ticks;
  });
  return SUCCESS;
}

int cuEventSynchronize(Event* event) {
  NEED_CONTEXT;
  if (!current->events.count(event)) return INVALID_HANDLE;
  while (!event->happened && !event->stream->work.empty()) run_one(event->stream);
  return state(current);
}

int cuEventElapsedTime(float* milliseconds, Event* first, Event* last) {
  NEED_CONTEXT;
  *milliseconds = (float)(last->time - first->time);
  return SUCCESS;
}

int cuEventDestroy_v2(Event* event) {
  NEED_CONTEXT;
  if (current->events.erase(event) == 0) return INVALID_HANDLE;
  if (!event->happened) run_all(event->stream);
  current->used -= OBJECT_BYTES;
  delete event;
  return SUCCESS;
}

}  // extern "C"
