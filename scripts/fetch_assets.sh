#!/bin/sh
# Fetch the browser libraries of package-lock.json into web/vendor/: by the machine's npm, else by one installed into .venv.
# With the argument "dev" also what only the tests need, into .cache/.
set -eu

# One line a library: the file inside its package, and its name here.
libraries="
vis-network/standalone/umd/vis-network.min.js web/vendor/vis-network.min.js
graphology/dist/graphology.umd.min.js web/vendor/graphology.umd.min.js
sigma/dist/sigma.min.js web/vendor/sigma.min.js
@zazuko/yasqe/build/yasqe.min.js web/vendor/yasqe.min.js
@zazuko/yasqe/build/yasqe.min.css web/vendor/yasqe.min.css
"
omit=--omit=dev
if [ "${1:-}" = dev ]; then
    libraries="$libraries
axe-core/axe.min.js .cache/axe.min.js
"
    omit=
fi

if npm --version >/dev/null 2>&1; then
    npm=npm
else
    echo "There is no npm here: installing one into .venv for the browser libraries"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-assets.lock
    PATH="$PWD/.venv/bin:$PATH"
    npm=$PWD/.venv/bin/npm
fi

# A machine without a network is told so soon; CI has one, and waits for it.
retries=1
if [ -n "${CI:-}" ]; then
    retries=6
fi

mkdir -p .cache web/vendor
place=$(mktemp -d .cache/npm.XXXXXX)
trap 'rm -rf "$place"' EXIT
cp package.json package-lock.json "$place"
# The libraries are taken whole, with what they need inside: no peers, no install scripts.
(cd "$place" && "$npm" ci $omit --legacy-peer-deps --ignore-scripts --no-audit --no-fund \
    --fetch-retries="$retries" --fetch-retry-mintimeout=2000 --fetch-retry-maxtimeout=30000 --fetch-timeout=60000 \
    --loglevel=error >/dev/null)

echo "$libraries" | while read -r source target; do
    if [ -n "$source" ]; then
        cp "$place/node_modules/$source" "$target"
    fi
done
