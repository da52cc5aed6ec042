#!/usr/bin/env bash
# Linters, types, import contracts, migrations, locks; the web's own checks.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
home="$(mktemp -d)"
trap 'rm -rf "$home"' EXIT
export ZHICHENG_MODE=test ZHICHENG_HOME="$home" DJANGO_SETTINGS_MODULE=zhicheng.server.settings
echo "ruff";          $bin/ruff check -q zhicheng tests tools; $bin/ruff format -q --check zhicheng tests tools
echo "mypy";          $bin/mypy zhicheng
echo "import-linter"; $bin/lint-imports --no-logo >"$home/imports" || { cat "$home/imports"; exit 1; }
echo "migrations";    $bin/python -m django makemigrations --check --dry-run >/dev/null
echo "reference";     $bin/zhicheng docs --check
echo "locks";         if grep -nE '://' requirements.lock requirements-dev.lock web/pnpm-lock.yaml; then echo "a lock names a registry host"; exit 1; fi
echo "types";         $bin/python -m tools.openapi >"$home/openapi.json" && (cd web && node scripts/types.mjs "$home/openapi.json" --check)
echo "web";           (cd web && ../.tools/node_modules/.bin/pnpm run --silent check)
