// Pieces of attention on tensor cores: tiles of 16-bit or tf32 values in shared memory, and the
// products of their fragments. A block has 8 warps of 16 queries each.
// Rows of a tile are padded by 16 bytes: the 8 rows of an ldmatrix then lie in different banks, and
// so do the 4 x 8 values of a tf32 fragment of V.
#pragma once
#include "attention_head.cuh"

constexpr int MMA_THREADS = 256, MMA_QUERIES = 128;

// Bytes of an element in shared memory, elements of one step of a product (32 bytes).
template <class T> struct Fragment {
  static constexpr int BYTES = 2, STEP = 16;
};
template <> struct Fragment<tf32> {
  static constexpr int BYTES = 4, STEP = 8;
};
template <class T, int DP> constexpr int TILE_STRIDE = DP * Fragment<T>::BYTES + 16;

// Reads 4 neighbouring values of a row, zeros where there is nothing.
DEV float4 fetch4(const HeadRows& head, int row, int c) {
  if (row >= head.rows || c >= head.width) return make_float4(0.f, 0.f, 0.f, 0.f);
  const float* from = head.first + row * head.stride + c;
  if (head.aligned) return *reinterpret_cast<const float4*>(from);
  return make_float4(from[0], c + 1 < head.width ? from[1] : 0.f,
                     c + 2 < head.width ? from[2] : 0.f, c + 3 < head.width ? from[3] : 0.f);
}

// Rounds 4 values to the type of the product and puts them into a tile.
template <class T> DEV void put4(unsigned char* to, float4 v) {
  *reinterpret_cast<uint2*>(to) = make_uint2(Elem<T>::pack(v.x, v.y), Elem<T>::pack(v.z, v.w));
}
DEV uint32_t tf32_bits(float v) { return round_tf32(__float_as_uint(v)); }
template <> DEV void put4<tf32>(unsigned char* to, float4 v) {
  *reinterpret_cast<uint4*>(to) = make_uint4(tf32_bits(v.x), tf32_bits(v.y), tf32_bits(v.z), tf32_bits(v.w));
}

// A tile on its way: read from memory early, put into shared memory when there is room.
template <class T, int ROWS, int DP> struct TileInFlight {
  static constexpr int ROW_PARTS = DP / 4, PARTS = ROWS * ROW_PARTS / MMA_THREADS;
  float4 part[PARTS];

  DEV void fetch(const HeadRows& head, int first_row) {
#pragma unroll
    for (int i = 0; i < PARTS; i++) {
      const int at = threadIdx.x + i * MMA_THREADS;
      part[i] = fetch4(head, first_row + at / ROW_PARTS, 4 * (at % ROW_PARTS));
    }
  }

  DEV void put(unsigned char* tile) const {
#pragma unroll
    for (int i = 0; i < PARTS; i++) {
      const int at = threadIdx.x + i * MMA_THREADS;
      put4<T>(tile + at / ROW_PARTS * TILE_STRIDE<T, DP> + at % ROW_PARTS * 4 * Fragment<T>::BYTES, part[i]);
    }
  }
};

// The fragments of this warp's 16 queries.
template <class T, int DP>
DEV void read_queries(const unsigned char* tile, uint32_t (&q)[DP / Fragment<T>::STEP][4]) {
  const int lane = threadIdx.x & 31, row = (threadIdx.x >> 5) * 16 + (lane & 15);
#pragma unroll
  for (int step = 0; step < DP / Fragment<T>::STEP; step++)
    ldmatrix_x4(q[step], tile + row * TILE_STRIDE<T, DP> + step * 32 + (lane >> 4) * 16);
}

// s = queries . keys: s[n] are the scores of keys 8 n to 8 n + 7 in the accumulator's layout.
template <class T, int KEYS, int DP>
DEV void score_tile(const uint32_t (&q)[DP / Fragment<T>::STEP][4], const unsigned char* keys, float (&s)[KEYS / 8][4]) {
  const int lane = threadIdx.x & 31, row = (lane & 7) + ((lane >> 4) << 3), part = (lane >> 3) & 1;
#pragma unroll
  for (int n = 0; n < KEYS / 8; n++)
#pragma unroll
    for (int e = 0; e < 4; e++) s[n][e] = 0.f;
#pragma unroll
  for (int step = 0; step < DP / Fragment<T>::STEP; step++)
#pragma unroll
    for (int n = 0; n < KEYS / 16; n++) {
      uint32_t k[4];
      ldmatrix_x4(k, keys + (n * 16 + row) * TILE_STRIDE<T, DP> + step * 32 + part * 16);
      Mma<T>::mma(s[2 * n], q[step], k[0], k[1]);
      Mma<T>::mma(s[2 * n + 1], q[step], k[2], k[3]);
    }
}

// sums += weights . values. Two neighbouring accumulators of the scores are, rounded and packed,
// the left operand of the next product: the weights never leave their registers.
template <class T, int KEYS, int DP> struct Weighted {
  static DEV void add(const float (&p)[KEYS / 8][4], const unsigned char* values, float (&sums)[DP / 8][4]) {
    const int lane = threadIdx.x & 31;
#pragma unroll
    for (int k = 0; k < KEYS / 16; k++) {
      const float(&a)[4] = p[2 * k], (&b)[4] = p[2 * k + 1];
      const uint32_t left[4] = {Elem<T>::pack(a[0], a[1]), Elem<T>::pack(a[2], a[3]),
                                Elem<T>::pack(b[0], b[1]), Elem<T>::pack(b[2], b[3])};
#pragma unroll
      for (int n = 0; n < DP / 16; n++) {
        uint32_t v[4];
        ldmatrix_x4_trans(v, values + (k * 16 + (lane & 15)) * TILE_STRIDE<T, DP> + n * 32 + (lane >> 4) * 16);
        Mma<T>::mma(sums[2 * n], left, v[0], v[1]);
        Mma<T>::mma(sums[2 * n + 1], left, v[2], v[3]);
      }
    }
  }
};

// tf32 has no transposed ldmatrix, and its left operand has columns t and t + 4 where the
// accumulator has 2 t and 2 t + 1. A sum over keys does not mind their order: key 2 t goes to place
// t and key 2 t + 1 to place t + 4, in both operands.
template <int KEYS, int DP> struct Weighted<tf32, KEYS, DP> {
  static DEV void add(const float (&p)[KEYS / 8][4], const unsigned char* values, float (&sums)[DP / 8][4]) {
    const int lane = threadIdx.x & 31;
    const int row_words = TILE_STRIDE<tf32, DP> / 4;
    const uint32_t* v = reinterpret_cast<const uint32_t*>(values) + 2 * (lane & 3) * row_words + (lane >> 2);
#pragma unroll
    for (int k = 0; k < KEYS / 8; k++) {
      const uint32_t left[4] = {tf32_bits(p[k][0]), tf32_bits(p[k][2]), tf32_bits(p[k][1]), tf32_bits(p[k][3])};
#pragma unroll
      for (int n = 0; n < DP / 8; n++) {
        const uint32_t* at = v + 8 * k * row_words + 8 * n;
        Mma<tf32>::mma(sums[n], left, at[0], at[row_words]);
      }
    }
  }
};
