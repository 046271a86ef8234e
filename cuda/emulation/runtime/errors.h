// The text of what went wrong. The first error of a call is kept: those after it follow from it.
#pragma once
#include <string>

namespace emulation {

std::string format(const char* text, ...) __attribute__((format(printf, 1, 2)));

void clear_error();
void record_error(const std::string& text);
bool has_error();
const std::string& last_error();

}  // namespace emulation
