#!/bin/sh
# Install Chromium from Debian's packages when no Chromium is there and we may; only CI insists on it.
set -eu

for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests"
    # A mirror that fails once, or another apt at work, is no reason to give up.
    patience="-o Acquire::Retries=5 -o DPkg::Lock::Timeout=300"
    for pause in 5 20 0; do
        # shellcheck disable=SC2086 # several words
        if apt-get $patience update -qq && DEBIAN_FRONTEND=noninteractive apt-get $patience install -y -qq \
            --no-install-recommends chromium fonts-dejavu-core >/dev/null; then
            exit 0
        fi
        [ -n "${CI:-}" ] || break
        sleep "$pause"
    done
fi
echo "There is no Chromium here: install the package 'chromium' to run the browser tests." >&2
[ -z "${CI:-}" ]
