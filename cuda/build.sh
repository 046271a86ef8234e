#!/usr/bin/env bash
# Compiles the kernels: "build.sh emulation OUT" with a C++ compiler against the host emulation,
# "build.sh fatbins OUT" with nvcc for the GPU. Only what changed is compiled again.
set -euo pipefail
mode=$1
mkdir -p "$2"
out=$(cd "$2" && pwd)
cd "$(dirname "$0")"

java_home() {
  if [ -n "${JAVA_HOME:-}" ]; then printf '%s' "$JAVA_HOME"; else dirname "$(dirname "$(readlink -f "$(command -v javac)")")"; fi
}

# stale OUTPUT TEXT FILE...: whether the output was made from something else; sets hash.
stale() {
  local output=$1 text=$2
  shift 2
  hash=$( (printf '%s' "$text"; cat "$@") | sha256sum | cut -d' ' -f1)
  [ ! -s "$output" ] || [ "$(cat "$output.hash" 2>/dev/null)" != "$hash" ]
}

build_emulation() {
  local base="-std=c++17 -march=x86-64-v3 -fPIC -g -fno-strict-aliasing -Iinclude -Wall -Wno-unknown-pragmas"
  local fast="-O2 -fstack-clash-protection"
  local checking="-O1 -fsanitize=thread --param=tsan-instrument-func-entry-exit=0 -fsanitize=alignment,bounds,null,integer-divide-by-zero,shift-exponent,signed-integer-overflow,float-cast-overflow -fsanitize-undefined-trap-on-error"
  local jni="-I$(java_home)/include -I$(java_home)/include/linux"
  local headers=(include/* emulation/*.h)
  if stale "$out/libemulation.so" "$base" emulation/* include/*; then
    g++ $base -O2 -shared $jni -o "$out/libemulation.so" emulation/*.cpp -lpthread -ldl
    echo "$hash" >"$out/libemulation.so.hash"
  fi
  local driver=$out/driver/libcuda.so.1
  mkdir -p "$out/driver"
  if stale "$driver" "$base" emulated-driver/libcuda.cpp emulation/*.h; then
    g++ $base -O2 -shared -o "$driver" emulated-driver/libcuda.cpp -L"$out" -lemulation -ldl \
      -Wl,-soname,libcuda.so.1 -Wl,-rpath,'$ORIGIN/..'
    echo "$hash" >"$driver.hash"
  fi
  local build flags source object linked
  for build in fast checking; do
    flags=$fast
    [ "$build" = checking ] && flags=$checking
    local objects=() changed=no
    for source in kernels/*.cu; do
      object=$out/$build-$(basename "$source" .cu).o
      objects+=("$object")
      if stale "$object" "$base $flags" "$source" "${headers[@]}"; then
        g++ -x c++ $base $flags -c "$source" -o "$object"
        echo "$hash" >"$object.hash"
        changed=yes
      fi
    done
    linked=$out/libkernels-$build.so
    if [ "$changed" = yes ] || [ ! -s "$linked" ]; then
      g++ -shared -o "$linked" "${objects[@]}" -L"$out" -lemulation -Wl,-rpath,'$ORIGIN'
    fi
  done
}

build_fatbins() {
  local flags="-std=c++17 -O3 -Iinclude --fatbin -compress-mode=size -t 0 -Wmissing-launch-bounds -Xptxas -v"
  local arch source fatbin targets=""
  for arch in ${CUDA_ARCHITECTURES:-80 86 89 90a 100 120}; do
    targets="$targets -gencode arch=compute_$arch,code=sm_$arch"
  done
  targets="$targets -gencode arch=compute_80,code=compute_80"
  for source in kernels/*.cu; do
    fatbin=$out/$(basename "$source" .cu).fatbin
    if stale "$fatbin" "$flags $targets $(nvcc --version)" "$source" include/*; then
      nvcc $flags $targets "$source" -o "$fatbin" 2>"$fatbin.log" || { cat "$fatbin.log" >&2; exit 1; }
      if grep -E '[1-9][0-9]* bytes spill' "$fatbin.log"; then
        echo "$source spills registers" >&2
        exit 1
      fi
      echo "$hash" >"$fatbin.hash"
    fi
  done
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

case $mode in
  emulation) build_emulation ;;
  fatbins) build_fatbins ;;
  *) echo "build.sh: emulation or fatbins, and a folder" >&2; exit 2 ;;
esac
