// elementwise.cuh - one function over every element of arrays of one length.
//   each(count, body, Read(x), Write(out));   body(float& x, float& out) sees one element of each.
// A thread takes four neighbours at once, one 16-byte access an array, where every array begins at
// a multiple of 16 bytes: a quarter of the instructions for the same bytes, and memory is all that
// these operations wait for. Other arrays go value by value, neighbouring threads taking
// neighbouring values, which is as many bytes but more instructions. The grid may be of any size.
// An array may be read and written by the same call through two names: a thread reads all its
// elements before it writes one.
#pragma once
#include "gpu.cuh"

// The index of this thread among all threads of a one-dimensional grid, and their number.
DEV long long thread_index() { return (long long)blockIdx.x * blockDim.x + threadIdx.x; }
DEV long long thread_count() { return (long long)gridDim.x * blockDim.x; }

DEV bool aligned16(const void* address) { return ((uintptr_t)address & 15) == 0; }

// An array and the four of its values that this thread has at hand.
struct Read {
  const float* array;
  float4 held;
  DEV explicit Read(const float* array) : array(array) {}
  DEV void load(long long i) { held.x = array[i]; }
  DEV void load4(long long i) { held = *reinterpret_cast<const float4*>(array + i); }
  DEV void store(long long) {}
  DEV void store4(long long) {}
};

struct Write {
  float* array;
  float4 held;
  DEV explicit Write(float* array) : array(array) {}
  DEV void load(long long) {}
  DEV void load4(long long) {}
  DEV void store(long long i) { array[i] = held.x; }
  DEV void store4(long long i) { *reinterpret_cast<float4*>(array + i) = held; }
};

struct Update {
  float* array;
  float4 held;
  DEV explicit Update(float* array) : array(array) {}
  DEV void load(long long i) { held.x = array[i]; }
  DEV void load4(long long i) { held = *reinterpret_cast<const float4*>(array + i); }
  DEV void store(long long i) { array[i] = held.x; }
  DEV void store4(long long i) { *reinterpret_cast<float4*>(array + i) = held; }
};

template <class Body, class... Arrays>
DEV void each(long long count, Body body, Arrays... arrays) {
  const bool quads = (aligned16(arrays.array) && ...);
  const long long in_quads = quads ? count / 4 * 4 : 0;
  for (long long i = 4 * thread_index(); i < in_quads; i += 4 * thread_count()) {
    (arrays.load4(i), ...);
    body(arrays.held.x...);
    body(arrays.held.y...);
    body(arrays.held.z...);
    body(arrays.held.w...);
    (arrays.store4(i), ...);
  }
  for (long long i = in_quads + thread_index(); i < count; i += thread_count()) {
    (arrays.load(i), ...);
    body(arrays.held.x...);
    (arrays.store(i), ...);
  }
}
