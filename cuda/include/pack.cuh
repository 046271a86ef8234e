// A few neighbouring float32 values that one instruction loads or stores: 1, 2 or 4 of them, at an
// address that is a multiple of their size. Whoever launches a kernel picks the width.
#pragma once
#include "gpu.cuh"

template <int V> struct __align__(4 * V) Pack {
  float v[V];
};

template <int V> DEV Pack<V> load_pack(const float* from) {
  return *reinterpret_cast<const Pack<V>*>(from);
}

template <int V> DEV void store_pack(float* to, const Pack<V>& values) {
  *reinterpret_cast<Pack<V>*>(to) = values;
}

template <int V> DEV void add_scaled(Pack<V>& sum, float weight, const Pack<V>& values) {
#pragma unroll
  for (int e = 0; e < V; e++) sum.v[e] = fmaf(weight, values.v[e], sum.v[e]);
}
