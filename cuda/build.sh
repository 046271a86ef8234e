#!/usr/bin/env bash
# Compiles the kernels. Only what changed is compiled again, on all cores.
#   build.sh emulation OUT   with a C++ compiler against the host emulation, for tests without a GPU:
#                            libemulation.so, libkernels-{fast,checking}.so and the faulty kernels
#                            libkernels-faulty-{fast,checking}.so
#   build.sh library fast|checking OUT SOURCE LIBRARY
#                            one file of kernels as a library of its own, to run on OUT's emulation
#   build.sh fatbins OUT     with nvcc for the GPU; fails if a kernel spills registers
#   build.sh registers OUT   the table of what the kernels in OUT's fatbins take, by architecture
# Exit status: 1 a kernel does not compile or spills, 2 wrong usage, 3 there is no compiler.
set -euo pipefail

usage() {
  echo "usage: build.sh emulation|fatbins|registers OUT, or library fast|checking OUT SOURCE LIBRARY" >&2
  exit 2
}

cd_here() { cd "$(dirname "${BASH_SOURCE[0]}")"; }

folder() {
  mkdir -p "$1"
  (cd "$1" && pwd)
}

java_home() {
  if [ -n "${JAVA_HOME:-}" ]; then
    printf '%s' "$JAVA_HOME"
  else
    dirname "$(dirname "$(readlink -f "$(command -v javac)")")"
  fi
}

# stale OUTPUT TEXT FILE...: whether the output was made from something else; sets hash.
stale() {
  local output=$1 text=$2
  shift 2
  hash=$( (printf '%s' "$text"; cat "$@") | sha256sum | cut -d' ' -f1)
  [ ! -s "$output" ] || [ "$(cat "$output.hash" 2>/dev/null)" != "$hash" ]
}

# compile OUTPUT COMMAND...: in the background, as many at a time as there are cores; all_done waits
# for them. What a compiler says appears in one piece.
running=0
failed=no
cores=$(getconf _NPROCESSORS_ONLN)
one_done() {
  wait -n || failed=yes
  running=$((running - 1))
}
compile() {
  local output=$1 hash_of_output=$hash
  shift
  if [ "$running" -ge "$cores" ]; then one_done; fi
  (
    rm -f "$output.hash"
    if "$@" >"$output.log" 2>&1; then
      echo "$hash_of_output" >"$output.hash"
    else
      cat "$output.log" >&2
      rm -f "$output"
      exit 1
    fi
  ) &
  running=$((running + 1))
}
all_done() {
  while [ "$running" -gt 0 ]; do one_done; done
  if [ "$failed" = yes ]; then exit 1; fi
}

# ---- the emulation

common="-std=c++17 -march=x86-64-v3 -fPIC -g -fno-strict-aliasing -fvisibility=hidden -fno-gnu-unique"
common="$common -Wall -Wno-unknown-pragmas"
# The checking build: a call before every load and store (emulation/check/hooks.cpp), and traps.
checks=alignment,bounds,null,integer-divide-by-zero,shift-exponent,signed-integer-overflow
checks=$checks,float-cast-overflow
kernel_flags() {
  # A frame larger than the guard page below a fiber's stack must touch it, not jump over it.
  local flags="-x c++ $common -Iinclude -ffile-prefix-map=$PWD/= -fstack-clash-protection"
  case $1 in
    fast) echo "$flags -O2" ;;
    checking)
      flags="$flags -O1 -fsanitize=thread --param=tsan-instrument-func-entry-exit=0"
      echo "$flags -fsanitize=$checks -fsanitize-undefined-trap-on-error"
      ;;
    *) usage ;;
  esac
}

need_cxx() {
  if ! command -v g++ >/dev/null; then
    echo "build.sh: there is no C++ compiler (g++): the emulated GPU is not built, its tests are skipped"
    exit 3
  fi
  if ! grep -q -w avx2 /proc/cpuinfo || ! grep -q -w fma /proc/cpuinfo || ! grep -q -w f16c /proc/cpuinfo; then
    echo "build.sh: this CPU has no AVX2, FMA and F16C (x86-64-v3), which the emulated GPU needs"
    exit 3
  fi
}

link_kernels() { # LIBRARY OUT OBJECT...
  local library=$1 out=$2
  shift 2
  g++ -shared -o "$library" "$@" -L"$out" -lemulation -Wl,-rpath,"\$ORIGIN:$out"
}

# prelude BUILD: gpu.cuh compiled ahead, which halves the time of a file; sets prelude to the flags
# that use it. The objects are the same with it and without, so it does not count for stale.
prelude() {
  local folder=$out/prelude-$1 flags
  flags=$(kernel_flags "$1")
  mkdir -p "$folder"
  if stale "$folder/prelude.h.gch" "$flags" include/gpu.cuh emulation/*.h emulation/host/*.h; then
    echo '#include "gpu.cuh"' >"$folder/prelude.h"
    g++ ${flags/-x c++/-x c++-header} "$folder/prelude.h" -o "$folder/prelude.h.gch"
    echo "$hash" >"$folder/prelude.h.gch.hash"
  fi
  prelude="-include $folder/prelude.h"
}

# kernel_objects NAME BUILD SOURCE...: compiles the kernels of one library; sets objects.
kernel_objects() {
  local name=$1 build=$2 flags source object prelude
  shift 2
  flags=$(kernel_flags "$build")
  prelude "$build"
  objects=()
  for source in "$@"; do
    object=$out/$name-$build-$(basename "$source" .cu).o
    objects+=("$object")
    if stale "$object" "$flags" "$source" "${headers[@]}"; then
      compile "$object" g++ $flags $prelude -c "$source" -o "$object"
    fi
  done
}

# Links if an object is newer than the library.
kernel_library() {
  local library=$1 object
  shift
  for object in "$@"; do
    if [ ! "$library" -nt "$object" ]; then
      link_kernels "$library" "$out" "$@"
      return
    fi
  done
}

build_runtime() {
  local flags="$common -Wextra -O2 -Iemulation/runtime" sources object source changed=no
  flags="$flags -I$(java_home)/include -I$(java_home)/include/linux"
  sources=(emulation/runtime/*.cpp emulation/check/*.cpp)
  objects=()
  for source in "${sources[@]}"; do
    object=$out/runtime-$(basename "$source" .cpp).o
    objects+=("$object")
    if stale "$object" "$flags" "$source" emulation/*/*.h emulation/*.h; then
      changed=yes
      compile "$object" g++ $flags -c "$source" -o "$object"
    fi
  done
  all_done
  if [ "$changed" = yes ] || [ ! -s "$out/libemulation.so" ]; then
    g++ -shared -o "$out/libemulation.so" "${objects[@]}" -lpthread -ldl
  fi
}

build_emulation() {
  need_cxx
  local build
  headers=(include/* emulation/*.h emulation/host/*.h)
  build_runtime
  declare -A made
  for build in fast checking; do
    kernel_objects kernels "$build" kernels/*.cu
    made[$build]="${objects[*]}"
    kernel_objects faulty "$build" emulation/tests/faulty.cu
    made[faulty-$build]="${objects[*]}"
  done
  all_done
  for build in "${!made[@]}"; do
    kernel_library "$out/libkernels-$build.so" ${made[$build]}
  done
  build_driver
}

# A machine with a GPU, as far as JCuda sees it: a driver and libraries that run emulated kernels.
build_driver() {
  local driver=$out/driver flags="-std=c++17 -O2 -g -fPIC -Wall -shared"
  mkdir -p "$driver"
  if stale "$driver/libcuda.so.1" "$flags" emulated-driver/* emulation/runtime/*.h; then
    g++ $flags -o "$driver/libcuda.so.1" emulated-driver/libcuda.cpp -L"$out" -lemulation -ldl \
      -Wl,-soname,libcuda.so.1 -Wl,-rpath,'$ORIGIN/..'
    g++ $flags -o "$driver/libcublas.so.12" emulated-driver/libcublas.cpp \
      -Wl,-soname,libcublas.so.12 -Wl,--version-script=emulated-driver/libcublas.map \
      -L"$driver" -l:libcuda.so.1 -Wl,-rpath,'$ORIGIN'
    g++ $flags -o "$driver/libcudnn.so.8" emulated-driver/libcudnn.cpp \
      -Wl,-soname,libcudnn.so.8 -Wl,--version-script=emulated-driver/libcudnn.map \
      -L"$driver" -l:libcuda.so.1 -Wl,-rpath,'$ORIGIN'
    echo "$hash" >"$driver/libcuda.so.1.hash"
  fi
  printf '\120\355\125\272' >"$driver/all.fatbin" # looks like one, which is all that is asked of it
  {
    echo cuda 13.0
    nm --defined-only "$out/libkernels-fast.so" | sed -n 's/.* t \([a-z][a-z0-9_]*\)$/\1 all.fatbin/p'
  } >"$driver/index"
}

build_library() {
  need_cxx
  local build=$1 source=$3 library=$4 object=$4.o prelude
  prelude "$build"
  g++ $(kernel_flags "$build") $prelude -w -c "$source" -o "$object"
  link_kernels "$library" "$out" "$object"
}

# ---- the GPU

build_fatbins() {
  if ! command -v nvcc >/dev/null; then
    echo "build.sh: there is no nvcc (CUDA 13): the kernels for GPUs are not built, all else is"
    exit 3
  fi
  local flags="-std=c++17 -O3 -Iinclude --fatbin -compress-mode=size -t 0 -Wmissing-launch-bounds -Xptxas -v"
  local arch source fatbin targets="" version
  version=$(nvcc --version)
  for arch in ${CUDA_ARCHITECTURES:-80 86 89 90a 100 120}; do
    targets="$targets -gencode arch=compute_$arch,code=sm_$arch"
  done
  targets="$targets -gencode arch=compute_80,code=compute_80"
  for source in kernels/*.cu; do
    fatbin=$out/$(basename "$source" .cu).fatbin
    if stale "$fatbin" "$flags $targets $version" "$source" include/*; then
      compile "$fatbin" nvcc $flags $targets "$source" -o "$fatbin"
    fi
  done
  all_done
  refuse_spills
  write_index
}

# What KernelFiles reads: the compiler's version, then each kernel with the file it is in.
write_index() {
  local log
  {
    nvcc --version | sed -n 's/.*release \([0-9.]*\),.*/cuda \1/p'
    for log in "$out"/*.fatbin.log; do
      sed -n "s/.*Compiling entry function '\([^']*\)' for .*/\1 $(basename "$log" .log)/p" "$log" | sort -u
    done
  } >"$out/index"
}

refuse_spills() {
  if grep -E '[1-9][0-9]* bytes spill' "$out"/*.fatbin.log; then
    echo "build.sh: a kernel spills registers; see above" >&2
    exit 1
  fi
}

# ptxas reports a kernel in three lines: its name, its spills, its registers and shared memory.
print_registers() {
  printf '%-36s %-8s %9s %13s %12s\n' kernel arch registers 'shared bytes' 'spill bytes'
  cat "$out"/*.fatbin.log | awk '
    /Compiling entry function/ { split($0, part, "\x27"); kernel = part[2]; arch = part[4] }
    /bytes spill stores/ { spills = $5 + $9 }
    /Used [0-9]+ registers/ {
      registers = $0; sub(/.*Used /, "", registers); sub(/ registers.*/, "", registers)
      shared = 0
      if (match($0, /[0-9]+ bytes smem/)) shared = substr($0, RSTART, RLENGTH) + 0
      printf "%-36s %-8s %9d %13d %12d\n", kernel, arch, registers, shared, spills
    }' | sort -u
  refuse_spills
}

[ $# -ge 2 ] || usage
mode=$1
case $mode in
  emulation | fatbins | registers)
    out=$(folder "$2")
    cd_here
    ;;
  library)
    [ $# = 5 ] || usage
    out=$(folder "$3")
    source=$(readlink -f "$4")
    library=$(readlink -f "$5")
    cd_here
    ;;
  *) usage ;;
esac
case $mode in
  emulation) build_emulation ;;
  library) build_library "$2" "$out" "$source" "$library" ;;
  fatbins) build_fatbins ;;
  registers) print_registers ;;
esac
