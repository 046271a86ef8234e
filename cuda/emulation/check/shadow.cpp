#include "shadow.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <string>

#include "../runtime/errors.h"
#include "../runtime/fiber.h"
#include "../runtime/pages.h"
#include "../runtime/shared_memory.h"
#include "access_statistics.h"
#include "ordering.h"

namespace emulation {
namespace check {
namespace {

struct Cell {
  Stamp written, read;
};

// A tracked range. Nearly all memory is read and written in words of 4 bytes, so a range begins
// with one cell a word; the first smaller access splits the cells into one a byte.
struct Range {
  char* begin;
  size_t bytes;
  Memory memory;
  size_t unit;      // bytes a cell stands for: 4 or 1
  Cell* cells;
  bool* known;      // of each cell: somebody wrote its bytes

  char* end() const { return begin + bytes; }
  size_t count() const { return bytes / unit; }
  size_t cell(const char* address) const { return static_cast<size_t>(address - begin) / unit; }
  size_t cells_bytes() const { return round_up(count() * sizeof(Cell) + 1, PAGE); }
  size_t known_bytes() const { return round_up(count() + 1, PAGE); }
  bool whole_units(const char* address, size_t length) const {
    return (static_cast<size_t>(address - begin) | length) % unit == 0;
  }
};

enum class Access { read, write, atomic, arrival };

std::map<char*, Range> ranges;
Range* latest = nullptr;

void map_shadow(Range& range) {
  range.cells = reinterpret_cast<Cell*>(map_pages(range.cells_bytes()));
  range.known = reinterpret_cast<bool*>(map_pages(range.known_bytes()));
}

void unmap_shadow(const Range& range) {
  munmap(range.cells, range.cells_bytes());
  munmap(range.known, range.known_bytes());
}

void split(Range& range) {
  const Range words = range;
  range.unit = 1;
  map_shadow(range);
  for (size_t i = 0; i < range.count(); i++) {
    range.known[i] = words.known[i / 4];
    range.cells[i] = words.cells[i / 4];
  }
  unmap_shadow(words);
}

Range* find(const char* address) {
  if (latest && address >= latest->begin && address < latest->end()) return latest;
  auto next = ranges.upper_bound(const_cast<char*>(address));
  if (next == ranges.begin()) return nullptr;
  Range& range = std::prev(next)->second;
  return address < range.end() ? latest = &range : nullptr;
}

// The range that an address just misses: in the bytes up to its alignment behind it, or in the page
// that it begins in. Guard pages do not cover these.
const Range* missed(const char* address) {
  const auto next = ranges.upper_bound(const_cast<char*>(address));
  if (next != ranges.begin()) {
    const Range& before = std::prev(next)->second;
    if (address < before.begin + round_up(before.bytes, 16)) return &before;
  }
  const auto page_of = [](const char* at) { return reinterpret_cast<uintptr_t>(at) / PAGE; };
  if (next != ranges.end() && page_of(next->first) == page_of(address)) return &next->second;
  return nullptr;
}

void drop_overlapping(char* begin, char* end) {
  auto next = ranges.lower_bound(begin);
  if (next != ranges.begin() && std::prev(next)->second.end() > begin) --next;
  while (next != ranges.end() && next->first < end) {
    unmap_shadow(next->second);
    next = ranges.erase(next);
  }
  latest = nullptr;
}

void set_known(char* begin, size_t bytes, bool known) {
  Range* range = find(begin);
  if (!range || bytes == 0) return;
  bytes = std::min(bytes, static_cast<size_t>(range->end() - begin));
  if (!range->whole_units(begin, bytes)) split(*range);
  memset(range->known + range->cell(begin), known, bytes / range->unit);
}

std::string name_of(const Range& range, const char* address) {
  if (range.memory == Memory::shared) return describe_shared(address);
  return format("global allocation of %zu bytes, byte %td", range.bytes, address - range.begin);
}

const char* word_for(Access access) {
  return access == Access::read ? "read" : access == Access::atomic ? "atomic write" : "write";
}

[[noreturn]] void report_race(const Range& range, const char* address, Access access,
                              uint32_t instruction, const char* other, const Stamp& stamp) {
  fail("race on %s:\n  this thread's %s at %s\n  is not ordered after the %s by %s at %s",
       name_of(range, address).c_str(), word_for(access), line_of(instruction).c_str(), other,
       author(stamp).c_str(), line_of(stamp.instruction).c_str());
}

[[noreturn]] void report_outside(const Range& range, const char* address, Access access,
                                 uint32_t instruction) {
  const bool before = address < range.begin;
  fail("%s at %s is %td bytes %s: %s", word_for(access), line_of(instruction).c_str(),
       before ? range.begin - address : address - range.end(),
       before ? "before the beginning" : "past the end", name_of(range, range.begin).c_str());
}

void check_bounds(const Range& range, const char* address, size_t bytes, Access access,
                  uint32_t instruction) {
  if (address + bytes > range.end()) {
    fail("%s of %zu bytes at %s runs %td bytes past the end: %s", word_for(access), bytes,
         line_of(instruction).c_str(), address + bytes - range.end(),
         name_of(range, address).c_str());
  }
  const bool vector = bytes == 2 || bytes == 4 || bytes == 8 || bytes == 16;
  if (vector && reinterpret_cast<uintptr_t>(address) % bytes) {
    fail("misaligned %zu-byte %s at %s: %s", bytes, word_for(access),
         line_of(instruction).c_str(), name_of(range, address).c_str());
  }
}

inline void check_cell(const Range& range, size_t i, Access access, const Fiber* fiber,
                       const Stamp& stamp) {
  Cell& cell = range.cells[i];
  const char* address = range.begin + i * range.unit;
  const bool global = range.memory == Memory::global;
  const bool reads = access == Access::read || access == Access::atomic;
  if (reads && !range.known[i]) {
    fail("read of memory nobody wrote, at %s: %s", line_of(stamp.instruction).c_str(),
         name_of(range, address).c_str());
  }
  const bool both_atomic = access == Access::atomic && (cell.written.thread & ATOMIC);
  if (cell.written.block && !both_atomic && !ordered(fiber, cell.written, global)) {
    const bool atomic = cell.written.thread & ATOMIC;
    report_race(range, address, access, stamp.instruction, atomic ? "atomic write" : "write",
                cell.written);
  }
  if (access == Access::read) {
    merge_read(cell.read, stamp);
    return;
  }
  if (cell.read.block && !ordered(fiber, cell.read, global)) {
    report_race(range, address, access, stamp.instruction, "read", cell.read);
  }
  cell.written = stamp;
  if (access == Access::atomic) cell.written.thread |= ATOMIC;
  range.known[i] = true;
}

void check_access(const volatile void* location, size_t bytes, Access access, const void* caller) {
  if (!on || !current) return;
  Fiber* fiber = current_fiber();
  fiber->runtime_call = caller;
  char* address = static_cast<char*>(const_cast<void*>(location));
  if (address >= fiber->stack && address < fiber->stack + STACK_BYTES) return;  // a local variable
  Range* range = find(address);
  const uint32_t instruction = offset_of(caller);
  if (!range) {
    const Range* near = missed(address);
    if (near) report_outside(*near, address, access, instruction);
    return;  // a constant; or an illegal address, which faults by itself
  }
  check_bounds(*range, address, bytes, access, instruction);
  if (access != Access::arrival && counting_accesses()) {
    const bool shared = range->memory == Memory::shared;
    count_access({instruction, bytes, shared, access != Access::read}, fiber, address);
  }
  if (!range->whole_units(address, bytes)) split(*range);
  const Stamp stamp = now(fiber, instruction);
  const size_t first = range->cell(address), end = first + bytes / range->unit;
  for (size_t i = first; i < end; i++) check_cell(*range, i, access, fiber, stamp);
}

}  // namespace

void read(const volatile void* address, size_t bytes, const void* caller) {
  check_access(address, bytes, Access::read, caller);
}

void write(const volatile void* address, size_t bytes, const void* caller) {
  check_access(address, bytes, Access::write, caller);
}

void atomic(const volatile void* address, size_t bytes, const void* caller) {
  check_access(address, bytes, Access::atomic, caller);
}

void arrive(void* address, size_t bytes, const void* caller) {
  check_access(address, bytes, Access::arrival, caller);
}

void track(char* begin, size_t bytes, Memory memory) {
  if (memory == Memory::shared && !on) return;
  const auto found = ranges.find(begin);
  if (found != ranges.end() && found->second.bytes == bytes && found->second.memory == memory) {
    memset(found->second.known, 0, found->second.count());
    return;
  }
  drop_overlapping(begin, begin + bytes);
  Range range{begin, bytes, memory, bytes % 4 == 0 ? size_t{4} : size_t{1}, nullptr, nullptr};
  map_shadow(range);
  ranges[begin] = range;
}

void untrack(char* begin, size_t bytes) {
  drop_overlapping(begin, begin + bytes);
}

void forget(void* begin, size_t bytes) {
  if (!on) return;
  set_known(static_cast<char*>(begin), bytes, false);
}

void host_write(char* begin, size_t bytes) {
  set_known(begin, bytes, true);
}

// What is unknown stays unknown.
void host_copy(char* to, const char* from, size_t bytes) {
  const Range* source = find(from);
  if (!source || bytes == 0) return;
  if (!source->whole_units(from, bytes)) split(*find(from));
  const size_t first = source->cell(from), unit = source->unit;
  for (size_t i = 0; i < bytes / unit; i++) {
    const bool known = find(from)->known[first + i];
    set_known(to + i * unit, unit, known);
  }
}

}  // namespace check
}  // namespace emulation
