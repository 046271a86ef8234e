#!/usr/bin/env bash
# Measures this library on this machine's GPU, then PyTorch if python3 has it, then the ratios.
# Results are in the folder "results": stego.md and stego.json, torch.json, ratios.md.
#
#   run-benchmarks.sh [--backend NAME] [--small] [--only REGEX] [--no-compile] [--no-peer]
#                     [--emulation FOLDER]
#
# --emulation tries it on cuda/target/emulation of a build, with --small.
# --small tries the program with tiny extents; --no-compile leaves out torch.compile, --no-peer
# PyTorch. The exit code is 0 if every case of ours ran, 1 if one failed, 2 if none could run.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/java.sh"

ours=()
peers=()
backend=cuda
peer=yes
emulation=()
while [ $# -gt 0 ]; do
  case $1 in
    --small) ours+=("$1"); peers+=("$1") ;;
    --only) [ $# -gt 1 ] || { echo "run-benchmarks: --only needs a pattern" >&2; exit 2; }
      ours+=("$1" "$2"); peers+=("$1" "$2"); shift ;;
    --backend) [ $# -gt 1 ] || { echo "run-benchmarks: --backend needs a name" >&2; exit 2; }
      backend=$2; shift ;;
    --emulation) [ -e "${2:-}/libemulation.so" ] || { echo "run-benchmarks: ${2:-no folder}: no emulation is there" >&2; exit 2; }
      backend=emulated-cuda
      emulation=(-Dstego.emulation="$(cd "$2" && pwd)")
      classes=$classes:$here/tests/cuda.jar:$here/tests/stego-tensor.jar; shift ;;
    --no-compile) peers+=("$1") ;;
    --no-peer) peer=no ;;
    *) echo "run-benchmarks: unknown option $1" >&2; exit 2 ;;
  esac
  shift
done

results=$here/results
mkdir -p "$results"
run() { "$java" --add-modules jdk.incubator.vector -Xmx16g "${emulation[@]}" -cp "$classes" "$@" 2> >(grep -v 'Using incubator modules' >&2); }

run ai.stego.benchmarks.gpu.DeviceCheck "$backend" || exit 2
run ai.stego.benchmarks.gpu.GpuBenchmarks --backend "$backend" --out "$results" "${ours[@]}"
status=$?
[ $status -le 1 ] || exit $status
[ $peer = yes ] || exit $status
python=${PYTHON:-python3}
if ! "$python" -c 'import torch' 2>/dev/null; then
  echo "run-benchmarks: $python has no PyTorch: there are no ratios" >&2
  exit $status
fi
"$python" "$here/torch_peers.py" --out "$results" "${peers[@]}" ||
  echo "run-benchmarks: some of PyTorch's cases failed; torch.json says which" >&2
run ai.stego.benchmarks.gpu.Ratios "$results/stego.json" "$results/torch.json" | tee "$results/ratios.md"
exit $status
