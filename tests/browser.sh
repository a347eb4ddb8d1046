#!/bin/sh
# Runs the browser tests: every page, with Chromium and axe, on a demo store of its own. On PostgreSQL
# (TEST_POSTGRES) the work that is done on pages, and with --long every page there, too.
cd "$(dirname "$0")/.." || exit 2
exec node tests/browser/pages_test.mjs "$@"
