#!/bin/sh
# Runs the browser tests: every page, with Chromium and axe, on a demo store of its own.
cd "$(dirname "$0")/.." || exit 2
exec node tests/browser/pages_test.mjs "$@"
