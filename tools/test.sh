#!/usr/bin/env bash
# Everything `make test` stands for: checks, the suite on SQLite and on PostgreSQL, the web's unit tests, the browser tests.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
bash tools/system.sh
bash tools/check.sh
# Two cores, two lanes of like length: what spans contexts on SQLite and the suite on PostgreSQL in one; each context's own on
# SQLite and the web's unit tests in the other. Every run has a home of its own. Whatever fails, the rest still runs and is told.
failed=()
beside=$(mktemp)
(
  failed=0
  echo "tests of each context on SQLite"
  $bin/python -m pytest -m "not drill and not browser" -p no:cacheprovider zhicheng || failed=1
  echo "web unit tests"
  (cd web && ../.tools/node_modules/.bin/pnpm run --silent test) || failed=1
  exit $failed
) >"$beside" 2>&1 &
other=$!
echo "tests across contexts on SQLite"
$bin/python -m pytest -m "not drill and not browser" -p no:cacheprovider tests || failed+=("across contexts")
echo "tests on PostgreSQL"
ZHICHENG_TEST_DATABASE=postgres $bin/python -m pytest -m "not slow and not drill and not browser" -p no:cacheprovider \
  tests/journeys tests/races zhicheng/infra zhicheng/ground zhicheng/flow zhicheng/civic zhicheng/server || failed+=("on PostgreSQL")
wait "$other" || failed+=("of each context, or the web's")
cat "$beside"
rm -f "$beside"
echo "browser tests"
bash tools/e2e.sh || failed+=("in the browser")
[ ${#failed[@]} = 0 ] || { printf 'not passed: tests %s\n' "${failed[@]}"; exit 1; }
