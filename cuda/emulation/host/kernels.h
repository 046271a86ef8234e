// How kernels become known to the runtime by name, and how they declare shared memory.
#pragma once

namespace emulation {

// One letter for each parameter, so that a launch with the wrong types is refused.
template <class T>
constexpr char type_letter() {
  if (std::is_pointer<T>::value) return 'P';
  if (std::is_same<T, float>::value) return 'f';
  if (std::is_same<T, double>::value) return 'd';
  if (std::is_integral<T>::value && sizeof(T) == 4) return 'i';
  if (std::is_integral<T>::value && sizeof(T) == 8) return 'l';
  return '?';
}

struct KernelInfo {
  const char* name;
  void (*invoke)(void** parameters);  // parameters as cuLaunchKernel takes them
  const char* signature;
  int max_threads;
};

EMULATION_EXPORT void register_kernel(const KernelInfo& kernel);

template <auto F>
struct Invoker;
template <class... A, void (*F)(A...)>
struct Invoker<F> {
  template <size_t... I>
  static void call(void** parameters, std::index_sequence<I...>) {
    F(*static_cast<std::remove_const_t<A>*>(parameters[I])...);
  }
  static void invoke(void** parameters) { call(parameters, std::index_sequence_for<A...>{}); }
  static constexpr char signature[sizeof...(A) + 1] = {type_letter<std::remove_const_t<A>>()..., 0};
};

struct Registration {
  explicit Registration(const KernelInfo& kernel) { register_kernel(kernel); }
};

}  // namespace emulation

// max_threads repeats __launch_bounds__, which a C++ compiler cannot keep.
#define EXPORT_KERNEL(name, max_threads)                                  \
  static ::emulation::Registration emulation_registration_##name{        \
      {#name, &::emulation::Invoker<&name>::invoke,                       \
       ::emulation::Invoker<&name>::signature, max_threads}};

// SHARED(float, tile, [32][33]): an array of its own, ending at a guard page.
#define SHARED(T, name, dims)                                                            \
  static char emulation_key_##name;                                                      \
  using emulation_type_##name = T dims;                                                  \
  emulation_type_##name& name = *static_cast<emulation_type_##name*>(                    \
      ::emulation::shared_array(&emulation_key_##name, sizeof(emulation_type_##name),    \
                                alignof(emulation_type_##name), #name))

// DYN_SHARED(float, tile): the shared memory whose size the launch says.
#define DYN_SHARED(T, name) T* name = static_cast<T*>(::emulation::dynamic_shared())
