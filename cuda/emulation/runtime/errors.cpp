#include "errors.h"

#include <cstdarg>
#include <cstdio>

#include "emulation.h"

namespace emulation {
namespace {

// Of each calling thread its own; a pointer keeps the thread-local part of the library tiny, which
// a JVM needs to be able to load it.
std::string& error() {
  static thread_local std::string* text = nullptr;
  if (!text) text = new std::string;
  return *text;
}

}  // namespace

std::string format(const char* text, ...) {
  char buffer[4096];
  va_list arguments;
  va_start(arguments, text);
  vsnprintf(buffer, sizeof buffer, text, arguments);
  va_end(arguments);
  return buffer;
}

void clear_error() { error().clear(); }

void record_error(const std::string& text) {
  if (error().empty()) error() = text;
}

bool has_error() { return !error().empty(); }

const std::string& last_error() { return error(); }

}  // namespace emulation

extern "C" const char* emulation_last_error(void) { return emulation::last_error().c_str(); }
