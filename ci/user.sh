#!/usr/bin/env bash
# Is a user: makes a fresh crate with nothing but the dev-dependency, puts the README's first test into it
# and follows the README; then runs the crate of odd uses.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
# What both build is built once.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$root/target}

fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
mkdir "$fresh/tests" "$fresh/src"
touch "$fresh/src/lib.rs"
printf '%s\n' '[package]' 'name = "fresh"' 'version = "0.0.0"' 'edition = "2024"' '' \
  '[dev-dependencies]' "runtime-matrix = { path = \"$root/suite\" }" >"$fresh/Cargo.toml"
cp Cargo.lock "$fresh/"
# The README's first block of Rust is the test.
awk '/^```rust$/ { on = 1; next } /^```$/ { if (on) exit } on' README.md >"$fresh/tests/readme.rs"

follow() { # what the README promises, arguments of cargo test
  local promise=$1 output
  shift
  output=$(cd "$fresh" && cargo test "$@" 2>&1) || { printf '%s\n' "$output"; exit 1; }
  printf '%s\n' "$output" | grep -E '^test .*::.* ok$' | sort >"$fresh/got"
  # The lines that the README shows under that command.
  awk -v command="$promise" 'index($0, "$ " command) == 1 { on = 1; next } on && !/^test/ { exit } on' README.md | sort >"$fresh/promised"
  [ -s "$fresh/promised" ] || { printf 'ci/user.sh: the README shows nothing for `%s`\n' "$promise" >&2; exit 1; }
  diff "$fresh/promised" "$fresh/got" || { printf 'ci/user.sh: the README is wrong about `%s`\n' "$promise" >&2; exit 1; }
  cat "$fresh/got"
}

follow 'cargo test  '
follow 'cargo test --features runtime-matrix/tokio' --features runtime-matrix/tokio

# The same on each other runtime alone, and on all of them by the subcommand.
for feature in async-std smol futures; do
  (cd "$fresh" && cargo test --quiet --features "runtime-matrix/$feature")
done
promised=$(awk 'index($0, "$ cargo runtime-matrix  ") == 1 { on = 1; next } on && /^```/ { exit } on' README.md)
[ -n "$promised" ] || { printf 'ci/user.sh: the README shows nothing for `cargo runtime-matrix`\n' >&2; exit 1; }
cargo build --quiet --package cargo-runtime-matrix
got=$(cd "$fresh" && "$CARGO_TARGET_DIR/debug/cargo-runtime-matrix" runtime-matrix 2>/dev/null)
case $got in
  "$promised"*) printf '%s\n' "$got" ;;
  *) printf 'ci/user.sh: the README is wrong about `cargo runtime-matrix`: %s\n' "$got" >&2; exit 1 ;;
esac

# Odd uses: rstest, renamed dependencies, raw names, strict lints; `wrong` holds what must not compile.
cd ci/user
cargo test --quiet
cargo test --quiet --features runtime-matrix/tokio,matrix/tokio
cargo clippy --quiet --all-targets --features runtime-matrix/all-runtimes,matrix/all-runtimes -- -D warnings

# A build that is no test has nothing of `patchable`: neither a dependency nor a name.
die() { printf 'ci/user.sh: %s\n' "$*" >&2; exit 1; }
[ "$(cargo tree --package user --edges normal --prefix none | wc -l)" -eq 1 ] || die 'the crate links more than itself'
cargo build --quiet --release --package user
[ "$(grep -c send_to_client "$CARGO_TARGET_DIR/release/libuser.rlib")" -gt 0 ] || die 'the function is not in the library'
if grep -q __patchable "$CARGO_TARGET_DIR/release/libuser.rlib"; then die 'a release build has patchable functions'; fi
