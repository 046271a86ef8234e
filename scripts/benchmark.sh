#!/usr/bin/env bash
# Builds the benchmarks and prints one table: our work, beside ONNX Runtime and libtorch in turns
# with it in one process. docs/benchmarks.md says what each line is.
#
#   scripts/benchmark.sh [--no-build] [FILTER] [--quick] [--rounds N] [--seconds S]
#                        [--backend NAME] [--peers FOLDER]
#
# FOLDER holds what benchmarks/peers/make_models.py wrote; without it there are no peers.
# JAVA_HOME names the JDK. The table goes to the standard output, progress to the standard error.
set -euo pipefail
home=$(cd "$(dirname "$0")/.." && pwd)

fail() { printf 'benchmark: %s\n' "$*" >&2; exit 2; }

build=yes
peers=no
arguments=()
for argument in "$@"; do
  case $argument in
    -h | --help) sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"; exit ;;
    --no-build) build=no ;;
    --peers) peers=yes; arguments+=("$argument") ;;
    *) arguments+=("$argument") ;;
  esac
done

if [ -n "${JAVA_HOME:-}" ]; then
  java=$JAVA_HOME/bin/java
else
  java=$(command -v java) || fail "Java is missing: install a JDK 17 or newer, or set JAVA_HOME"
fi
[ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it"

modules=benchmarks
profiles=()
if [ "$peers" = yes ]; then
  modules=benchmarks,benchmarks/peers
  profiles=(-P peers)
fi
if [ "$build" = yes ]; then
  (cd "$home" && mvn -B -q -ntp -Dstyle.color=never -DskipTests "${profiles[@]}" \
    package -pl "$modules" -am) >&2
fi

if [ "$peers" = yes ]; then
  [ -f "$home/benchmarks/peers/target/classpath" ] || fail "no peers were built: leave out --no-build"
  classes=$home/benchmarks/peers/target/classes:$(cat "$home/benchmarks/peers/target/classpath")
else
  classes=$home/benchmarks/target/benchmarks.jar
  [ -f "$classes" ] || fail "nothing was built: leave out --no-build"
fi

commit=$(git -C "$home" describe --always --dirty 2>/dev/null || echo unknown)
# In the environment: ONNX Runtime 1.29 crashes in a process whose command line is over 4 KiB.
export CLASSPATH=$classes
exec "$java" --add-modules jdk.incubator.vector "-Dstego.commit=$commit" \
  ai.stego.benchmarks.paired.PairedTable ${arguments[@]+"${arguments[@]}"}
