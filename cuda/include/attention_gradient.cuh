// What both halves of attention's gradient share: weights from the forward pass's log-sums, and
// sums added to a packed gradient.
#pragma once
#include "attention_tile.cuh"

// exp(score / sqrt(d) - log-sum of the query), the weight that the forward pass gave.
DEV float weight_of(float score, float log_sum, float scale_log2) {
  return fast_exp2(fmaf(score, scale_log2, -log_sum * LOG2_E));
}

// Adds scale times the sums to part 0, 1 or 2 of the rows that exist in the packed gradient.
template <int TQ, int DP>
DEV void add_rows(const float (&sums)[TQ][DP / 8], float* packed, const HeadTile& at, int part,
                  int tokens, int heads, int width, float scale) {
  const TilePlace<TQ> place;
  const long long stride = 3LL * heads * width;
  float* first = packed + at.image * tokens * stride + ((long long)part * heads + at.head) * width;
#pragma unroll
  for (int i = 0; i < TQ; i++) {
    const int row = at.tile * 16 * TQ + place.row + 4 * i;
    if (row >= tokens) continue;
#pragma unroll
    for (int m = 0; m < DP / 32; m++)
#pragma unroll
      for (int e = 0; e < 4; e++) {
        const int c = 32 * m + 4 * place.column + e;
        if (c < width) first[row * stride + c] += scale * sums[i][4 * m + e];
      }
  }
}

// One head of rows that are not packed: the output, or its gradient.
DEV HeadRows plain_head(const float* out, const HeadTile& at, int tokens, int heads, int width,
                        int aligned) {
  const long long stride = (long long)heads * width;
  return {out + at.image * tokens * stride + (long long)at.head * width, stride, tokens, width,
          aligned != 0};
}
