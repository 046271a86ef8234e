#include "settings.h"

#include <cstdlib>
#include <cstring>

namespace emulation {
namespace {

long long number(const char* name, long long otherwise) {
  const char* text = getenv(name);
  return text && *text ? atoll(text) : otherwise;
}

Schedule schedule() {
  const char* text = getenv("STEGO_EMULATION_SCHEDULE");
  if (text && !strcmp(text, "reverse")) return Schedule::reverse;
  if (text && !strcmp(text, "random")) return Schedule::random;
  return Schedule::forward;
}

}  // namespace

Settings settings_from_environment() {
  Settings settings;
  settings.schedule = schedule();
  settings.seed = static_cast<uint64_t>(number("STEGO_EMULATION_SEED", 1));
  // 99 KiB is what the smallest of our targets has (sm_86, sm_89, sm_120).
  settings.shared_limit = static_cast<size_t>(number("STEGO_EMULATION_SHARED", 99 << 10));
  settings.memory_limit = static_cast<size_t>(number("STEGO_EMULATION_MEMORY", 4LL << 30));
  settings.timeout_seconds = number("STEGO_EMULATION_TIMEOUT", 120);
  settings.count_accesses = number("STEGO_EMULATION_ACCESSES", 0) != 0;
  return settings;
}

}  // namespace emulation
