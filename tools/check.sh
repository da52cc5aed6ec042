#!/usr/bin/env bash
# Linters, types, import contracts, migrations, locks; the web's own checks.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
echo "ruff";          $bin/ruff check -q zhicheng tests tools && $bin/ruff format -q --check zhicheng tests tools
echo "mypy";          $bin/mypy zhicheng
echo "import-linter"; $bin/lint-imports --no-logo >/tmp/zhicheng-imports.$$ || { cat /tmp/zhicheng-imports.$$; exit 1; }; rm -f /tmp/zhicheng-imports.$$
echo "migrations";    ZHICHENG_MODE=test ZHICHENG_HOME="$(mktemp -d)" DJANGO_SETTINGS_MODULE=zhicheng.server.settings $bin/python -m django makemigrations --check --dry-run >/dev/null
echo "locks";         ! grep -nE '://' requirements.lock requirements-dev.lock web/pnpm-lock.yaml
echo "web";           (cd web && ../.tools/node_modules/.bin/pnpm run --silent check)
