#!/usr/bin/env bash
# Makes one folder that tests and measures this library on a machine with an NVIDIA driver and
# nothing else: no JDK, no Maven, no network. docs/gpu-benchmarks.md tells how it is used.
#
#   scripts/gpu-bundle.sh [--no-build] [FOLDER]
#
# --no-build takes what "mvn -DskipTests package" has left in the target folders. JAVA_HOME names the
# JDK whose runtime goes into the folder. FOLDER (target/gpu-bundle) must be new or an older bundle.
set -euo pipefail
home=$(cd "$(dirname "$0")/.." && pwd)
shared=${STEGO_SHARED:-$home/../shared}
limit=$((60 * 1024)) # KiB
folder=$home/target/gpu-bundle
build=yes

say() { printf 'gpu-bundle: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

for argument in "$@"; do
  case $argument in
    --no-build) build=no ;;
    -*) fail "expected [--no-build] [FOLDER], not $argument" ;;
    *) folder=$argument ;;
  esac
done

java_home=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v javac || echo /none/bin/javac)")")")}
[ -x "$java_home/bin/jlink" ] || fail "no JDK found: set JAVA_HOME to one of 17 or newer"
# Without what the tools say of the incubator module.
tool() {
  "$java_home/bin/$1" "${@:2}" > >(grep -v 'incubator modules') 2> >(grep -v 'incubator modules' >&2)
}

if [ "$build" = yes ]; then
  say "building"
  (cd "$home" && JAVA_HOME=$java_home mvn -B -q -ntp -Dstyle.color=never -DskipTests \
    -Dcuda.architectures="80 86 89 90a 100 120" package)
fi

# The jar of a module; versions change.
jar_of() {
  local found
  found=$(find "$home/$1/target" -maxdepth 1 -name "$2" ! -name '*-sources.jar' \
    ! -name '*-javadoc.jar' ! -name '*-tests.jar' 2>/dev/null | head -n 1)
  [ -n "$found" ] || fail "$1/target has no $2: leave out --no-build"
  printf '%s' "$found"
}
command_jar=$(jar_of stego-cli stego.jar)
benchmarks_jar=$(jar_of benchmarks 'stego-benchmarks-*.jar')
has() { "$java_home/bin/jar" --list --file "$command_jar" "$1" | grep -q .; }
has lib/ || fail "stego.jar has no native library of JCuda"
kernels=$("$java_home/bin/jar" --list --file "$command_jar" | grep -c '^ai/stego/cuda/kernels/.*\.fatbin$' || true)
[ "$kernels" -gt 0 ] || fail "stego.jar has no kernels: build where nvcc is"

if [ -e "$folder" ] && [ ! -e "$folder/run-tests.sh" ] && [ -n "$(ls -A "$folder")" ]; then
  fail "$folder is no bundle: choose another folder"
fi
rm -rf "$folder"
mkdir -p "$folder/lib" "$folder/tests" "$folder/shared/golden" "$folder/samples"
folder=$(cd "$folder" && pwd)

say "jars and tests"
cp "$command_jar" "$folder/lib/stego.jar"
cp "$benchmarks_jar" "$folder/lib/stego-benchmarks.jar"
version=$(sed -n 's:.*<junit.version>5\.\(.*\)</junit.version>.*:1.\1:p' "$home/pom.xml")
(cd "$home" && mvn -B -q -ntp -Dstyle.color=never -N dependency:copy -Dmdep.stripVersion \
  -Dartifact="org.junit.platform:junit-platform-console-standalone:$version" \
  -DoutputDirectory="$folder/tests") || fail "JUnit's console launcher $version cannot be fetched"
for module in stego-tensor stego-nn stego-vit stego-train cuda; do
  [ -d "$home/$module/target/test-classes" ] || fail "$module has no compiled tests"
  "$java_home/bin/jar" --create --file "$folder/tests/$module.jar" -C "$home/$module/target/test-classes" .
done
# From Surefire's patterns to the regular expressions of JUnit's console: one option a line.
sed -e '/^#/d' -e '/^$/d' -e 's/\.java$//' -e 's:\.:[.]:g' -e 's:/\*\*/:/(.*/)?:g' \
  -e 's:\([^.]\)\*:\1[^.]*:g' -e 's:/:[.]:g' -e 's/^/--include-classname=/' \
  "$home/cuda/device-tests.txt" >"$folder/tests/classes"
# It compiles Java, which a runtime without a compiler cannot.
echo '--exclude-classname=ai[.]stego[.]nn[.]TapePageTest' >>"$folder/tests/classes"

# The tests' files that are not in their jars already; those of the CPU's own tests stay behind.
say "golden files and photographs"
for file in "$shared"/golden/*; do
  case $(basename "$file") in
    README.md | *.png | *.pth | preprocess.* | metrics.* | vits16.* | vitb16.* | vits8.320.*) ;;
    *) [ -f "$home/stego-tensor/src/test/resources/golden/$(basename "$file")" ] ||
      [ ! -f "$file" ] || cp "$file" "$folder/shared/golden/" ;;
  esac
done
[ -n "$(ls -A "$folder/shared/golden")" ] ||
  say "there is no $shared/golden: the tests that need its files will be skipped"
chmod -R u+w "$folder/shared"
cp "$home"/samples/*.jpg "$home/samples/chelsea.png" "$folder/samples/"

# Packed: a runtime takes 80 MB of disk, its archive a fifth of that. The scripts unpack it once.
say "Java runtime of $java_home"
modules=$(tool jdeps --multi-release 17 --ignore-missing-deps --print-module-deps \
  "$folder/lib/stego.jar" "$folder/lib/stego-benchmarks.jar" "$folder/tests/junit-platform-console-standalone.jar")
runtime=$(mktemp -d)
trap 'rm -rf "$runtime"' EXIT
# jdk.zipfs is how JUnit looks into jars; nothing names it.
tool jlink --add-modules "$modules,jdk.incubator.vector,jdk.zipfs" --strip-debug --no-header-files \
  --no-man-pages --compress="$("$java_home/bin/jlink" --help 2>&1 | grep -q zip- && echo zip-0 || echo 0)" \
  --output "$runtime/java"
tar -C "$runtime" -c java | xz -9 >"$folder/java.tar.xz"

cp "$home/scripts/gpu-bundle/"*.sh "$home/benchmarks/peers/torch_peers.py" "$home/LICENSE" "$folder/"
size=$(du -sk "$folder" | cut -f1)
say "$folder: $((size / 1024)) MiB, $kernels fatbins, modules $modules"
(cd "$folder" && du -sk -- * | sort -rn | awk '{printf "  %6.1f MiB  %s\n", $1 / 1024, $2}') >&2
[ "$size" -le "$limit" ] || fail "the folder is larger than $((limit / 1024)) MiB"
