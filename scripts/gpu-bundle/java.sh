# Sourced by the scripts beside it: unpacks the Java runtime once and sets $here, $java and $classes.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
java=$here/java/bin/java
if [ ! -x "$java" ]; then
  unpacked=$(mktemp -d "$here/java.XXXXXX") || { echo "$here cannot be written to: copy the folder" >&2; exit 2; }
  if command -v xz >/dev/null; then
    tar -xJf "$here/java.tar.xz" -C "$unpacked"
  else
    python3 -m tarfile -e "$here/java.tar.xz" "$unpacked"
  fi
  mv -T "$unpacked/java" "$here/java" 2>/dev/null || true # another script was faster
  rm -rf "$unpacked"
fi
classes=$here/lib/stego.jar:$here/lib/stego-benchmarks.jar
