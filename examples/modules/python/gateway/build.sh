#!/bin/sh
# Tests the module and builds it: `./build.sh`, with what `requirements.txt` names installed.
#
# `./build.sh test` only tests.
set -eu
cd "$(dirname "$0")"
mkdir -p build
# the interfaces as Python: what the tests import
rm -rf build/bindings
componentize-py --quiet --wit-path wit --world project bindings build/bindings
PYTHONPATH=build/bindings python3 -m unittest
[ "${1:-}" != test ] || exit 0
# without WASI: a module has no files, clocks, randomness, environment or network
componentize-py --quiet --wit-path wit --world project componentize --stub-wasi app --output build/module.wasm
