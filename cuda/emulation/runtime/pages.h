// Memory straight from the operating system, for what needs guard pages.
#pragma once
#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace emulation {

constexpr size_t PAGE = 4096;

inline size_t round_up(size_t n, size_t multiple) { return (n + multiple - 1) / multiple * multiple; }

// Zeroed pages that cost nothing until they are touched; null if there are none.
inline char* try_map_pages(size_t bytes) {
  void* pages = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return pages == MAP_FAILED ? nullptr : static_cast<char*>(pages);
}

inline char* map_pages(size_t bytes) {
  char* pages = try_map_pages(bytes);
  if (!pages) {
    perror("emulation: mmap");
    abort();
  }
  return pages;
}

// Makes a page fault on any access.
inline void guard(char* page) { mprotect(page, PAGE, PROT_NONE); }

// Fills fresh memory with a pattern that is a NaN read as half, bfloat16, float or double.
inline void poison(void* memory, size_t bytes) {
  uint16_t* words = static_cast<uint16_t*>(memory);
  for (size_t i = 0; i < bytes / 2; i++) words[i] = 0x7fff;
  if (bytes & 1) static_cast<uint8_t*>(memory)[bytes - 1] = 0x7f;
}

}  // namespace emulation
