// Where the heads of packed queries, keys and values lie, and which of them a block works on.
#pragma once
#include "gpu.cuh"

constexpr float LOG2_E = 1.44269504f;

struct Max {
  DEV float operator()(float a, float b) const { return fmaxf(a, b); }
};

// One head of the packed rows: the row n begins at first + n stride.
struct HeadRows {
  const float* first;
  long long stride;
  int rows, width;
  bool aligned;  // every row begins at 16 bytes and has a whole number of 16-byte parts
};

// Which head of which image, and which of its tiles, a block works on; neighbouring blocks share a
// head, whose keys and values then stay in the second-level cache.
struct HeadTile {
  int tile, head, image;
  DEV HeadTile(int tiles, int heads)
      : tile(blockIdx.x % tiles), head(blockIdx.x / tiles % heads), image(blockIdx.x / tiles / heads) {}
};

// The queries (part 0), keys (1) or values (2) of a head in packed rows of 3 heads d.
DEV HeadRows packed_head(const float* qkv, const HeadTile& at, int part, int tokens, int heads,
                         int width, int aligned) {
  const long long stride = 3LL * heads * width;
  const long long start = at.image * tokens * stride + ((long long)part * heads + at.head) * width;
  return {qkv + start, stride, tokens, width, aligned != 0};
}
