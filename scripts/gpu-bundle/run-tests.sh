#!/usr/bin/env bash
# Runs the tests of kernels, backend and the layers above it on this machine's GPU. The exit code is
# 0 if all passed, 1 if one failed, 2 if they could not run.
#
#   run-tests.sh [--emulation FOLDER] [option of JUnit's console ...]
#
# --emulation tries the bundle itself on a machine without a GPU: FOLDER is cuda/target/emulation of
# a build.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/java.sh"

backend=cuda
gpu=required
emulation=
if [ "${1:-}" = --emulation ]; then
  [ -e "${2:-}/libemulation.so" ] || { echo "run-tests: ${2:-no folder}: no emulation is there" >&2; exit 2; }
  backend=emulated-cuda
  gpu=optional
  emulation=$(cd "$2" && pwd)
  shift 2
fi

tests=$here/tests
all=$classes:$tests/cuda.jar:$tests/stego-tensor.jar:$tests/stego-nn.jar:$tests/stego-vit.jar:$tests/stego-train.jar
options=(--add-modules jdk.incubator.vector -Xmx8g -Djava.awt.headless=true
  -Dstego.shared="$here/shared" -Dstego.test.backends=$backend -Dstego.gpu=$gpu
  ${emulation:+-Dstego.emulation="$emulation"})

if [ $gpu = required ]; then
  # One line that says why, instead of a failure of every test.
  "$java" "${options[@]}" -cp "$all" ai.stego.benchmarks.gpu.DeviceCheck cuda \
    2> >(grep -v "Using incubator modules" >&2) || exit 2
fi
mkdir -p "$here/results"
# Tests of the emulation itself read their sources, relative to the module.
if [ -n "$emulation" ]; then cd "$emulation/../.."; else cd "$here/results"; fi
set +e
"$java" "${options[@]}" -cp "$all:$tests/junit-platform-console-standalone.jar" org.junit.platform.console.ConsoleLauncher execute \
  "@$tests/classes" --scan-classpath="${all//$classes:/}" --disable-banner --disable-ansi-colors \
  --details=tree --reports-dir="$here/results/tests" --fail-if-no-tests "$@" 2>&1 |
  grep -v 'Using incubator modules'
exit "${PIPESTATUS[0]}"
