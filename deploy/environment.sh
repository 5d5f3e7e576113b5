#!/usr/bin/env bash
# An environment with `tcbot` in the folder TARGET, from the locks of this checkout. For install.sh and the images.
#
#   deploy/environment.sh packages TARGET    what tcbot stands on; changes with the locks alone
#   deploy/environment.sh program TARGET     tcbot itself, as a wheel
#
# PYTHON: the interpreter (python3). LOCK: base, or s3, which adds what originals and backups in a bucket need.
# TORCH_BACKEND: cpu takes torch's CPU build at the locked version from its publisher, gigabytes less, but without a hash;
# empty takes all by the locks' hashes, with CUDA.
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
usage() { sed -n 's/^#   //p' "$0" >&2; exit 2; }
[ $# = 2 ] || usage
target=$2
build=$target.build
locks=$source/requirements
export UV_PYTHON_DOWNLOADS=never UV_COMPILE_BYTECODE=${UV_COMPILE_BYTECODE-1}

into() { # into ENVIRONMENT ARGUMENTS…: uv's installation into it, nothing but what is named
  local environment=$1
  shift
  "$build/bin/uv" pip install --quiet --python "$environment/bin/python" --no-deps "$@"
}

of_lock() { # of_lock PATTERN LOCK: the entries, with their hashes, of the packages that the pattern names
  awk -v wanted="^($1)==" '/^[a-z0-9]/ {keep = $0 ~ wanted} keep' "$2"
}

with_uv() {
  [ -x "$build/bin/uv" ] && return
  "${PYTHON:-python3}" -m venv "$build"
  "$build/bin/python" -m pip install --quiet --no-cache-dir --disable-pip-version-check --require-hashes -r "$locks/uv.txt"
}

packages() {
  local locked=$locks/${LOCK:-base}.txt
  "${PYTHON:-python3}" -m venv --without-pip "$target"
  if [ -n "${TORCH_BACKEND-cpu}" ]; then
    into "$target" --torch-backend "${TORCH_BACKEND-cpu}" "$(sed -n 's/^\(torch==[0-9.]*\).*/\1/p' "$locked")"
    awk '/^[a-z0-9]/ {keep = $0 !~ /^(torch|triton|nvidia-[a-z0-9-]+|cuda-[a-z0-9-]+)==/} keep' "$locked" \
      > "$build/without-cuda.txt"
    locked=$build/without-cuda.txt
  fi
  into "$target" --require-hashes -r "$locked"
}

program() {
  of_lock 'hatchling|packaging|pathspec|pluggy|tomlkit|trove-classifiers' "$locks/dev.txt" > "$build/hatch.txt"
  into "$build" --require-hashes -r "$build/hatch.txt"
  rm -rf "$build/dist"
  "$build/bin/uv" build --quiet --wheel --no-build-isolation --python "$build/bin/python" --out-dir "$build/dist" "$source"
  into "$target" --reinstall-package tcbot "$build"/dist/tcbot-*.whl
  rm -rf "$build"
}

case $1 in
packages | program)
  with_uv
  "$1"
  ;;
*) usage ;;
esac
