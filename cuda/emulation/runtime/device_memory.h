// Device memory: every allocation ends at a guard page, so that reading or writing past it faults
// at once; what cannot fault (before it, or in the few bytes up to alignment) holds a known pattern
// that is looked at after each launch.
#pragma once
#include <cstddef>
#include <map>
#include <string>

namespace emulation {

class DeviceMemory {
 public:
  ~DeviceMemory();

  void set_limit(size_t bytes);
  size_t limit() const;
  size_t free_bytes() const;

  // Null if the limit or the host's memory does not allow it. `tracked`: the checking build is to
  // know who wrote what.
  char* allocate(size_t bytes, bool tracked);
  // These three return an empty text, or what is wrong.
  std::string release(char* address);
  std::string damage();  // the first allocation outside whose bounds somebody wrote; mends it
  std::string outside(const char* address, size_t bytes) const;  // of every allocation

  // Where an address lies relative to the nearest allocation.
  std::string describe(const char* address) const;

 private:
  struct Allocation {
    char* begin;
    size_t bytes;
    char* pages;
    size_t pages_bytes;

    std::string damage() const;
  };

  std::map<const char*, Allocation> allocations;
  size_t total = 0, used = 0;
};

}  // namespace emulation
