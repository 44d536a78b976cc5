#!/usr/bin/env bash
# Make requirements/*.txt anew from pyproject.toml: hashes for every platform, no address of any registry.
# Usage: tools/lock.sh [--upgrade]
set -euo pipefail
cd "$(dirname "$0")/.."
uv=${UV:-.venv/bin/uv}
# 3.11 only at resolving: otherwise the files fork into a second, untested half for later versions.
compile() { "$uv" pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -q pyproject.toml "$@"; }
pins=$(mktemp)
trap 'rm -f "$pins"' EXIT
compile --all-extras -o requirements/dev.txt "$@"
sed 's/ \\$//; /--hash/d' requirements/dev.txt > "$pins"
compile -c "$pins" -o requirements/core.txt
compile -c "$pins" --extra postgres -o requirements/postgres.txt
