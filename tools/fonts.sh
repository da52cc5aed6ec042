#!/usr/bin/env bash
# The papers' fonts, without root: taken out of Debian's packages into .tools/fonts. FandolFang (仿宋), FandolSong, FandolHei, FandolKai
# (GPL with the font exception: documents that embed them are free) and, for rare characters in names, Noto Serif CJK (OFL-1.1).
# Neither is part of this repository. What cannot be had is said, and the installation goes on: only papers need them.
set -uo pipefail
cd "$(dirname "$0")/.."
target="$PWD/.tools/fonts"
mkdir -p "$target"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mine=(-o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache")  # a fresh machine's lists, where only root may write the system's

fetch() { # package, then the files wanted (glob inside the package)
  local package=$1; shift
  (
    cd "$work" || exit 1
    apt-get download -qq "$package" 2>/dev/null || {
      mkdir -p lists/partial cache/archives/partial
      apt-get update -qq "${mine[@]}" 2>/dev/null; apt-get download -qq "${mine[@]}" "$package" 2>/dev/null
    } || exit 1
    dpkg -x "$package"_*.deb "$package"
  ) || return 1
  for wanted in "$@"; do find "$work/$package" -type f -name "$wanted" -exec cp {} "$target/" \; ; done
}

missing=()
[ -e "$target/FandolFang-Regular.otf" ] || fetch texlive-lang-chinese 'Fandol[FHKS]*.otf' || missing+=("texlive-lang-chinese (FandolFang-Regular.otf)")
system=/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc
if [ ! -e "$target/NotoSerifCJK-Regular.ttc" ]; then
  { [ -e "$system" ] && ln -sf "$system" "$target/"; } || fetch fonts-noto-cjk NotoSerifCJK-Regular.ttc ||
    missing+=("fonts-noto-cjk (NotoSerifCJK-Regular.ttc)")
fi
if [ ${#missing[@]} -gt 0 ]; then
  echo "fonts for papers are missing: ${missing[*]}. Take the named files from these Debian packages and put them into .tools/fonts;" \
    "until then everything works but the making of papers."
  exit 0
fi
touch "$target/.ready"
