// From points to the packed coordinates of the lattice vertices they touch.
//
// Each point touches D + 1 vertices, one of each remainder 0..D. lattice_bounds finds how far the
// coordinates reach, from which the host lays out a key of as few bits as will do (KeyLayout);
// lattice_keys then writes one key and one weight for each touch. Both locate the point: that is
// some hundred operations in double, and costs less than writing 8·D bytes a point and reading
// them back.
// Roofline: bounds reads 4·D bytes a point; keys writes (8·words + 4)·(D + 1) bytes a point as well.
#include "simplex.cuh"

constexpr int THREADS = 256;

// How coordinate `axis` goes into a key: (coordinate - least) << shift, in one word of the key.
struct KeyField {
  int least, word, shift;
};

// bounds, set beforehand: [axis][0] = INT_MAX, lowered to the least coordinate of remainder 0;
// [axis][1] = INT_MIN, raised to the greatest; bounds[2·D] = INT_MAX, lowered to point·D + (D - 1 -
// feature) of the first unusable feature. Integer atomics: the order does not show.
template <int D>
DEV void bounds_of(const float* features, int* bounds, int points) {
  SHARED(int, shared, [2 * D]);
  if (threadIdx.x < 2 * D) shared[threadIdx.x] = threadIdx.x % 2 == 0 ? INT_MAX : INT_MIN;
  __syncthreads();
  const long long point = (long long)blockIdx.x * THREADS + threadIdx.x;
  Simplex<D> simplex;
  const int unusable = point < points ? simplex.locate(features, point) : D;
  const bool usable = point < points && unusable == D;
  if (unusable != D) atomicMin(&bounds[2 * D], (int)point * D + D - 1 - unusable);
#pragma unroll
  for (int axis = 0; axis < D; axis++) {
    // Flipping the sign bit keeps the order and makes the numbers unsigned.
    const unsigned coordinate = usable ? (unsigned)simplex.nearest[axis] ^ 0x80000000u : 0u;
    const unsigned least = __reduce_min_sync(FULL, usable ? coordinate : ~0u);
    const unsigned most = __reduce_max_sync(FULL, coordinate);
    if ((threadIdx.x & 31) == 0) {
      atomicMin(&shared[2 * axis], (int)(least ^ 0x80000000u));
      atomicMax(&shared[2 * axis + 1], (int)(most ^ 0x80000000u));
    }
  }
  __syncthreads();
  if (threadIdx.x >= 2 * D) return;
  if (threadIdx.x % 2 == 0) {
    atomicMin(&bounds[threadIdx.x], shared[threadIdx.x]);
  } else {
    atomicMax(&bounds[threadIdx.x], shared[threadIdx.x]);
  }
}

// keys[word][point·(D+1) + remainder], weights[point·(D+1) + remainder].
template <int D>
DEV void keys_of(const float* features, const KeyField* fields, int words, uint64_t* keys,
                 float* weights, int points) {
  const long long point = (long long)blockIdx.x * THREADS + threadIdx.x;
  if (point >= points) return;
  Simplex<D> simplex;
  if (simplex.locate(features, point) != D) return;  // which the host has refused
  const long long touches = (long long)points * (D + 1);
  const long long first = point * (D + 1);
#pragma unroll
  for (int remainder = 0; remainder <= D; remainder++) {
    weights[first + remainder] = simplex.weight(remainder);
  }
  for (int word = 0; word < words; word++) {
    uint64_t key[D + 1] = {};
#pragma unroll
    for (int axis = 0; axis < D; axis++) {
      if (fields[axis].word != word) continue;
#pragma unroll
      for (int remainder = 0; remainder <= D; remainder++) {
        const unsigned field =
            (unsigned)(simplex.coordinate(remainder, axis) - fields[axis].least);
        key[remainder] |= (uint64_t)field << fields[axis].shift;
      }
    }
#pragma unroll
    for (int remainder = 0; remainder <= D; remainder++) {
      keys[word * touches + first + remainder] = key[remainder];
    }
  }
}

#define LATTICE(D)                                                                               \
  extern "C" __global__ void __launch_bounds__(THREADS)                                          \
      lattice_bounds_##D(const float* features, int* bounds, int points) {                       \
    bounds_of<D>(features, bounds, points);                                                      \
  }                                                                                              \
  EXPORT_KERNEL(lattice_bounds_##D, THREADS)                                                     \
  extern "C" __global__ void __launch_bounds__(THREADS)                                          \
      lattice_keys_##D(const float* features, const KeyField* fields, int words, uint64_t* keys, \
                       float* weights, int points) {                                             \
    keys_of<D>(features, fields, words, keys, weights, points);                                  \
  }                                                                                              \
  EXPORT_KERNEL(lattice_keys_##D, THREADS)

LATTICE(1)
LATTICE(2)
LATTICE(3)
LATTICE(4)
LATTICE(5)
LATTICE(6)
LATTICE(7)
LATTICE(8)
