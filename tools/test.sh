#!/usr/bin/env bash
# Everything `make test` stands for: checks, the suite on SQLite and on PostgreSQL, the web's unit tests, the browser tests.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
bash tools/system.sh
bash tools/check.sh
# Two cores, two lanes: what spans contexts on SQLite in one; each context's own on SQLite, the suite on PostgreSQL and the web's
# unit tests in the other. Every run has a home of its own.
beside=$(mktemp)
(
  failed=0
  echo "tests of each context on SQLite"
  $bin/python -m pytest -m "not drill and not browser" -p no:cacheprovider zhicheng || failed=1
  echo "tests on PostgreSQL"
  ZHICHENG_TEST_DATABASE=postgres $bin/python -m pytest -m "not slow and not drill and not browser" -p no:cacheprovider \
    tests/journeys tests/races zhicheng/infra zhicheng/ground zhicheng/flow zhicheng/civic zhicheng/server || failed=1
  echo "web unit tests"
  (cd web && ../.tools/node_modules/.bin/pnpm run --silent test) || failed=1
  exit $failed
) >"$beside" 2>&1 &
other=$!
failed=0
echo "tests across contexts on SQLite"
$bin/python -m pytest -m "not drill and not browser" -p no:cacheprovider tests || failed=1
wait "$other" || failed=1
cat "$beside"
rm -f "$beside"
[ "$failed" = 0 ]
echo "browser tests";       bash tools/e2e.sh
