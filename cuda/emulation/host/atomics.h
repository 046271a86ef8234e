// Atomic operations, relaxed and of device scope, as CUDA's are; and loads with cache hints.
#pragma once

namespace emulation {

// Only one fiber runs at a time, so reading, changing and writing back is atomic as it stands. What
// must not happen is that the checking build takes it for a plain access: hence no_sanitize.
template <class T, class Change>
__attribute__((no_sanitize("thread"))) static inline T read_modify_write(T* address, Change change) {
  note_atomic(address, sizeof(T));
  T old;
  memcpy(&old, address, sizeof old);
  const T changed = change(old);
  memcpy(address, &changed, sizeof changed);
  return old;
}

}  // namespace emulation

#define EMULATION_ATOMIC(name, expression)                                                \
  template <class T>                                                                      \
  static inline T name(T* address, std::common_type_t<T> value) {                         \
    return ::emulation::read_modify_write(address, [&](T old) -> T { return expression; }); \
  }
EMULATION_ATOMIC(atomicAdd, old + value)
EMULATION_ATOMIC(atomicSub, old - value)
EMULATION_ATOMIC(atomicMax, old < value ? value : old)
EMULATION_ATOMIC(atomicMin, value < old ? value : old)
EMULATION_ATOMIC(atomicExch, (static_cast<void>(old), value))
EMULATION_ATOMIC(atomicAnd, old & value)
EMULATION_ATOMIC(atomicOr, old | value)
EMULATION_ATOMIC(atomicXor, old ^ value)
EMULATION_ATOMIC(atomicInc, old >= value ? 0 : old + 1)
EMULATION_ATOMIC(atomicDec, old == 0 || old > value ? value : old - 1)
#undef EMULATION_ATOMIC

template <class T>
static inline T atomicCAS(
    T* address, std::common_type_t<T> expected, std::common_type_t<T> value) {
  return ::emulation::read_modify_write(
      address, [&](T old) { return old == expected ? value : old; });
}

template <class T>
static inline T __ldg(const T* address) { return *address; }
template <class T>
static inline T __ldcg(const T* address) { return *address; }
template <class T>
static inline T __ldcs(const T* address) { return *address; }
template <class T>
static inline void __stcs(T* address, T value) { *address = value; }
template <class T>
static inline void __stcg(T* address, T value) { *address = value; }
