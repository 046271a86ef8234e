#include "shared_memory.h"

#include "../check/shadow.h"
#include "errors.h"
#include "pages.h"

namespace emulation {
namespace {

constexpr size_t SLOT = 256 << 10;          // room for one array, before its guard page
constexpr size_t STATIC_LIMIT = 48 << 10;   // of arrays whose size the compiler knows
constexpr int MAX_ARRAYS = sizeof machine.shared_arrays / sizeof machine.shared_arrays[0];

// The end of a slot, which is where its guard page begins.
char* slot_end(int slot) {
  static char* slots = [] {
    char* pages = map_pages((MAX_ARRAYS + 1) * (SLOT + PAGE));
    for (int i = 0; i <= MAX_ARRAYS; i++) guard(pages + i * (SLOT + PAGE) + SLOT);
    return pages;
  }();
  return slots + static_cast<size_t>(slot) * (SLOT + PAGE) + SLOT;
}

void start_block(char* begin, size_t bytes) {
  poison(begin, bytes);
  check::track(begin, bytes, check::Memory::shared);
}

void check_limits(const char* name) {
  const size_t fixed = machine.static_shared_bytes;
  const size_t all = fixed + machine.dynamic_shared_bytes;
  if (fixed > STATIC_LIMIT) {
    fail("shared arrays take %zu bytes with '%s', more than %zu", fixed, name, STATIC_LIMIT);
  }
  if (all > machine.settings.shared_limit) {
    fail("shared memory of %zu bytes with '%s' exceeds the device's %zu", all, name,
         machine.settings.shared_limit);
  }
}

SharedArray& declare(const void* key, size_t bytes, size_t alignment, const char* name) {
  const int slot = machine.shared_array_count;
  if (slot == MAX_ARRAYS) fail("more than %d shared arrays", MAX_ARRAYS);
  machine.shared_array_count++;
  SharedArray& array = machine.shared_arrays[slot];
  char* begin = slot_end(slot) - round_up(bytes, alignment < 16 ? 16 : alignment);
  array = {key, begin, bytes, 0, name};
  return array;
}

}  // namespace

void prepare_shared(size_t dynamic_bytes) {
  // As the start of dynamic shared memory is aligned on hardware, as far as its size lets the end
  // still touch the guard page.
  const size_t alignment = dynamic_bytes % 1024 == 0 ? 1024 : dynamic_bytes % 128 == 0 ? 128 : 16;
  machine.dynamic_shared_bytes = dynamic_bytes;
  machine.dynamic_shared = slot_end(MAX_ARRAYS) - round_up(dynamic_bytes, alignment);
  machine.shared_array_count = 0;
}

void start_block_shared() {
  machine.block_serial++;
  machine.static_shared_bytes = 0;
  if (machine.dynamic_shared_bytes) start_block(machine.dynamic_shared, machine.dynamic_shared_bytes);
}

void* dynamic_shared() { return machine.dynamic_shared; }

void* shared_array(const void* key, size_t bytes, size_t alignment, const char* name) {
  SharedArray* array = nullptr;
  for (int i = 0; i < machine.shared_array_count && !array; i++) {
    if (machine.shared_arrays[i].key == key) array = &machine.shared_arrays[i];
  }
  if (!array) array = &declare(key, bytes, alignment, name);
  if (array->block_serial != machine.block_serial) {  // the first thread of this block to come here
    array->block_serial = machine.block_serial;
    machine.static_shared_bytes += round_up(bytes, 16);
    check_limits(name);
    start_block(array->begin, bytes);
  }
  return array->begin;
}

void require_shared(const void* address, size_t bytes, const char* what, Location at) {
  const char* begin = static_cast<const char*>(address);
  if (reinterpret_cast<uintptr_t>(address) % bytes) {
    fail("%s at %s:%d: address %p is not %zu-byte aligned", what, at.file, at.line, address, bytes);
  }
  const auto inside = [&](const char* array, size_t array_bytes) {
    return begin >= array && begin + bytes <= array + array_bytes;
  };
  if (inside(machine.dynamic_shared, machine.dynamic_shared_bytes)) return;
  for (int i = 0; i < machine.shared_array_count; i++) {
    if (inside(machine.shared_arrays[i].begin, machine.shared_arrays[i].bytes)) return;
  }
  fail("%s at %s:%d: address %p is outside shared memory (dynamic: byte %td of %zu)", what, at.file,
       at.line, address, begin - machine.dynamic_shared, machine.dynamic_shared_bytes);
}

void check_matrix_row(const void* row, Location at) {
  const void* caller = __builtin_return_address(0);
  current_fiber()->runtime_call = caller;
  check::read(row, 16, caller);
  require_shared(row, 16, "ldmatrix row address", at);
}

std::string describe_shared(const char* address) {
  for (int i = 0; i < machine.shared_array_count; i++) {
    const SharedArray& array = machine.shared_arrays[i];
    if (address >= array.begin && address < slot_end(i) + PAGE) {
      return format("shared array '%s', byte %td of %zu", array.name, address - array.begin,
                    array.bytes);
    }
  }
  const char* end = slot_end(MAX_ARRAYS);
  if (address >= end - SLOT && address < end + PAGE) {
    return format("dynamic shared memory, byte %td of %zu", address - machine.dynamic_shared,
                  machine.dynamic_shared_bytes);
  }
  return "";
}

}  // namespace emulation
