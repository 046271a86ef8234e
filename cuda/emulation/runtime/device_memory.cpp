#include "device_memory.h"

#include <cstring>

#include "../check/shadow.h"
#include "errors.h"
#include "pages.h"

namespace emulation {
namespace {

constexpr size_t ALIGNMENT = 16;
constexpr unsigned char CANARY = 0xc5;

bool untouched(const char* begin, const char* end) {
  const size_t bytes = static_cast<size_t>(end - begin);
  if (bytes == 0) return true;
  // Each byte equals the one after it, and the first one is the canary.
  return static_cast<unsigned char>(*begin) == CANARY && !memcmp(begin, begin + 1, bytes - 1);
}

size_t padded(size_t bytes) { return round_up(bytes ? bytes : 1, ALIGNMENT); }

}  // namespace

DeviceMemory::~DeviceMemory() {
  for (const auto& entry : allocations) {
    check::untrack(entry.second.begin, entry.second.bytes);
    munmap(entry.second.pages, entry.second.pages_bytes);
  }
}

void DeviceMemory::set_limit(size_t bytes) {
  total = bytes;
}

size_t DeviceMemory::limit() const {
  return total;
}

size_t DeviceMemory::free_bytes() const {
  return total > used ? total - used : 0;
}

char* DeviceMemory::allocate(size_t bytes, bool tracked) {
  if (used + bytes > total || used + bytes < bytes) return nullptr;
  Allocation made;
  made.bytes = bytes;
  made.pages_bytes = round_up(padded(bytes), PAGE) + 2 * PAGE;
  made.pages = try_map_pages(made.pages_bytes);
  if (!made.pages) return nullptr;
  char* first = made.pages + PAGE;
  char* end = made.pages + made.pages_bytes - PAGE;
  made.begin = end - padded(bytes);
  guard(made.pages);
  guard(end);
  memset(first, CANARY, static_cast<size_t>(made.begin - first));
  memset(made.begin + bytes, CANARY, padded(bytes) - bytes);
  poison(made.begin, bytes);
  if (tracked) check::track(made.begin, bytes, check::Memory::global);
  used += bytes;
  allocations[made.begin] = made;
  return made.begin;
}

std::string DeviceMemory::Allocation::damage() const {
  char* first = pages + PAGE;
  if (!untouched(first, begin)) {
    memset(first, CANARY, static_cast<size_t>(begin - first));
    return format("write before the %zu-byte allocation at %p", bytes,
                  static_cast<void*>(begin));
  }
  char* after = begin + bytes;
  if (!untouched(after, begin + padded(bytes))) {
    memset(after, CANARY, padded(bytes) - bytes);
    return format("write just past the end of the %zu-byte allocation at %p", bytes,
                  static_cast<void*>(begin));
  }
  return "";
}

std::string DeviceMemory::release(char* address) {
  const auto found = allocations.find(address);
  if (found == allocations.end()) {
    return format("free of %p, which is no allocation", static_cast<void*>(address));
  }
  const Allocation old = found->second;
  const std::string damage = old.damage();
  check::untrack(old.begin, old.bytes);
  munmap(old.pages, old.pages_bytes);
  used -= old.bytes;
  allocations.erase(found);
  return damage;
}

std::string DeviceMemory::damage() {
  std::string first;
  for (const auto& entry : allocations) {
    const std::string damage = entry.second.damage();
    if (first.empty()) first = damage;
  }
  return first;
}

std::string DeviceMemory::outside(const char* address, size_t bytes) const {
  auto found = allocations.upper_bound(address);
  if (found != allocations.begin()) {
    const Allocation& allocation = (--found)->second;
    const size_t offset = static_cast<size_t>(address - allocation.begin);
    if (offset <= allocation.bytes && bytes <= allocation.bytes - offset) return "";
  }
  return format("%zu bytes at %p are outside every allocation", bytes,
                static_cast<const void*>(address));
}

std::string DeviceMemory::describe(const char* address) const {
  auto next = allocations.upper_bound(address);
  if (next != allocations.begin()) {
    const Allocation& before = std::prev(next)->second;
    if (address < before.pages + before.pages_bytes) {
      return format("%td bytes past the end of the %zu-byte allocation at %p",
                    address - (before.begin + before.bytes), before.bytes,
                    static_cast<void*>(before.begin));
    }
  }
  if (next != allocations.end() && address >= next->second.pages) {
    return format("%td bytes before the %zu-byte allocation at %p", next->second.begin - address,
                  next->second.bytes, static_cast<void*>(next->second.begin));
  }
  return "no allocation near";
}

}  // namespace emulation
