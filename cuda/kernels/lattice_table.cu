// The tables of a lattice from the sorted keys of all touches (a touch: one corner of one point).
//
// Equal keys are one vertex, and sorting has brought them together: where a key differs from the
// one before, a vertex begins, and a prefix sum of those beginnings numbers the vertices in the
// order of their coordinates. No hash table, hence no order of insertion that could show.
// The same sorted list is the splat matrix in compressed rows: the touches of a vertex, in rising
// order of their points because the sort is stable. Long rows (a flat picture has few vertices with
// thousands of touches each) are cut into chunks of 32 so that one thread never sums a whole row.
// Roofline: memory; lattice_neighbors waits for the caches: log2(V) dependent reads of 8 bytes.
#include "gpu.cuh"

constexpr int THREADS = 256;
constexpr int CHUNK = 32;

DEV long long item() { return (long long)blockIdx.x * THREADS + threadIdx.x; }

extern "C" __global__ void __launch_bounds__(THREADS) fill_words(
    int* out, int value, long long count) {
  if (item() < count) out[item()] = value;
}
EXPORT_KERNEL(fill_words, THREADS)

// out[i] = in[index[i]] for the words of keys of more than one word.
extern "C" __global__ void __launch_bounds__(THREADS) lattice_gather_keys(
    const uint64_t* in, const int* index, uint64_t* out, int count) {
  if (item() < count) out[item()] = in[index[item()]];
}
EXPORT_KERNEL(lattice_gather_keys, THREADS)

// heads[i] = 1 where touch i in sorted order begins a vertex, else 0. keys: [word][touch], unsorted.
extern "C" __global__ void __launch_bounds__(THREADS) lattice_heads(
    const uint64_t* keys, int words, const int* order, int* heads, int touches) {
  const long long i = item();
  if (i >= touches) return;
  int head = i == 0;
  if (i > 0) {
    const int here = order[i], before = order[i - 1];
    for (int word = 0; word < words; word++) {
      head |= keys[word * (long long)touches + here] != keys[word * (long long)touches + before];
    }
  }
  heads[i] = head;
}
EXPORT_KERNEL(lattice_heads, THREADS)

// numbers: the prefix sums of the heads and, behind the last, the number of vertices. Touch i
// belongs to vertex numbers[i + 1] - 1.
//    vertex[touch] = that vertex, for the slice; start[vertex] = its first touch in sorted order.
extern "C" __global__ void __launch_bounds__(THREADS) lattice_number(
    const int* numbers, const int* order, int* vertex, int* start, int touches) {
  const long long i = item();
  if (i >= touches) return;
  const int number = numbers[i + 1] - 1;
  vertex[order[i]] = number;
  if (numbers[i] == number) start[number] = (int)i;
}
EXPORT_KERNEL(lattice_number, THREADS)

// heads[i] = 1 where touch i in sorted order begins a chunk of its vertex, else 0.
extern "C" __global__ void __launch_bounds__(THREADS) lattice_chunk_heads(
    const int* numbers, const int* start, int* heads, int touches) {
  const long long i = item();
  if (i < touches) heads[i] = (i - start[numbers[i + 1] - 1]) % CHUNK == 0;
}
EXPORT_KERNEL(lattice_chunk_heads, THREADS)

// chunks: the prefix sums of the chunk heads with the total behind. Fills in where each chunk begins
// among the touches and each vertex among the chunks; one more of each ends the last.
extern "C" __global__ void __launch_bounds__(THREADS) lattice_chunks(
    const int* numbers, const int* chunks, int* chunk_start, int* vertex_start, int touches) {
  const long long i = item();
  if (i > touches) return;
  if (i == touches) {
    chunk_start[chunks[touches]] = touches;
    vertex_start[numbers[touches]] = chunks[touches];
    return;
  }
  if (chunks[i + 1] != chunks[i]) chunk_start[chunks[i]] = (int)i;
  if (numbers[i + 1] != numbers[i]) vertex_start[numbers[i]] = chunks[i];
}
EXPORT_KERNEL(lattice_chunks, THREADS)

// The splat matrix's entries: the point of each touch in sorted order, and its weight.
extern "C" __global__ void __launch_bounds__(THREADS) lattice_entries(
    const int* order, const float* weights, int* point, float* weight, int corners, int touches) {
  const long long i = item();
  if (i >= touches) return;
  point[i] = order[i] / corners;
  weight[i] = weights[order[i]];
}
EXPORT_KERNEL(lattice_entries, THREADS)

// out[word][vertex] = the key of each vertex.
extern "C" __global__ void __launch_bounds__(THREADS) lattice_vertex_keys(
    const uint64_t* keys, int words, const int* order, const int* start, uint64_t* out,
    int touches, int vertices) {
  const long long v = item();
  if (v >= vertices) return;
  const int touch = order[start[v]];
  for (int word = 0; word < words; word++) {
    out[word * (long long)vertices + v] = keys[word * (long long)touches + touch];
  }
}
EXPORT_KERNEL(lattice_vertex_keys, THREADS)

// The key of vertex a compared with that of vertex b plus a step, first word first: -1, 0, 1.
DEV int compare_to_step(const uint64_t* keys, int words, long long vertices, int a, int b,
                        const uint64_t* step) {
  for (int word = 0; word < words; word++) {
    const uint64_t have = keys[word * vertices + a];
    const uint64_t wanted = keys[word * vertices + b] + step[word];
    if (have != wanted) return have < wanted ? -1 : 1;
  }
  return 0;
}

// The neighbour one step ahead of each vertex along each axis: neighbors[axis][1][vertex]; and the
// other way round, neighbors[axis][0][neighbour] = vertex. All filled with -1 beforehand. A step
// along an axis adds the same number to every key (steps[axis][word]), because KeyLayout leaves
// room in each field, so one addition and a binary search find the neighbour.
extern "C" __global__ void __launch_bounds__(THREADS) lattice_neighbors(
    const uint64_t* keys, int words, const uint64_t* steps, int* neighbors, int vertices) {
  if (item() >= vertices) return;
  const int vertex = (int)item();
  const int axis = blockIdx.y;
  const uint64_t* step = steps + axis * words;
  int from = 0, to = vertices;
  while (from < to) {
    const int middle = from + (to - from) / 2;
    const bool below = compare_to_step(keys, words, vertices, middle, vertex, step) < 0;
    from = below ? middle + 1 : from;
    to = below ? to : middle;
  }
  if (from == vertices) return;
  if (compare_to_step(keys, words, vertices, from, vertex, step) != 0) return;
  int* of_axis = neighbors + (long long)axis * 2 * vertices;
  of_axis[vertices + vertex] = from;
  of_axis[from] = vertex;
}
EXPORT_KERNEL(lattice_neighbors, THREADS)
