#!/bin/sh
# Tests the module and builds it: `./build.sh`; `./build.sh test` only tests.
#
# Needs the target: rustup target add wasm32-unknown-unknown
set -eu
cd "$(dirname "$0")"
cargo test
[ "${1:-}" != test ] || exit 0
cargo build --release --target wasm32-unknown-unknown
mkdir -p build
core="${CARGO_TARGET_DIR:-target}/wasm32-unknown-unknown/release/example_gateway.wasm"
"${WASMIDEM:-wasmidem}" module component "$core" --out build/module.wasm
