#!/usr/bin/env bash
# Browser tests of every face against a real demo server on loopback, and of signing in against a real installation on the same
# city; ends by itself. Uses four ports from ZHICHENG_E2E_PORT on. Arguments go to Playwright: tools/e2e.sh e2e/field.spec.ts
set -euo pipefail
cd "$(dirname "$0")/.."
home="$(mktemp -d)"
port=${ZHICHENG_E2E_PORT:-8210}
.venv/bin/zhicheng demo --home "$home" --port "$port" --no-open >"$home/demo.log" 2>&1 &
demo=$!
trap 'kill $demo 2>/dev/null || true; wait $demo 2>/dev/null || true; rm -rf "$home"' EXIT
for _ in $(seq 120); do
  curl -sf "http://127.0.0.1:$port/api/health" >/dev/null && break
  kill -0 $demo 2>/dev/null || { cat "$home/demo.log"; exit 1; }
  sleep 1
done
export ZHICHENG_URL="http://127.0.0.1:$port" ZHICHENG_CITY="$home/city" ZHICHENG_E2E_REAL_PORT=$((port + 3)) ZHICHENG_E2E_FAILED="$home/failed"
failed=0
(cd web && ../.tools/node_modules/.bin/pnpm run --silent e2e "$@") || { failed=1; tail -40 "$home/demo.log"; }
if [ -s "$home/failed" ]; then echo "browser tests that did not pass at once:"; cat "$home/failed"; fi # last, so that the end of a log says it
exit $failed
