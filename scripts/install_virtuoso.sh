#!/bin/sh
# Install Virtuoso 7 from Debian's packages when none is there and we may; only CI insists on it.
set -eu

if command -v virtuoso-t >/dev/null 2>&1 && command -v isql-vt >/dev/null 2>&1; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Virtuoso for the tests of external servers"
    # A mirror that fails once, or another apt at work, is no reason to give up.
    patience="-o Acquire::Retries=5 -o DPkg::Lock::Timeout=300"
    for pause in 5 20 0; do
        # shellcheck disable=SC2086 # several words
        if apt-get $patience update -qq && DEBIAN_FRONTEND=noninteractive apt-get $patience install -y -qq \
            --no-install-recommends virtuoso-opensource-7-bin >/dev/null; then
            exit 0
        fi
        [ -n "${CI:-}" ] || break
        sleep "$pause"
    done
fi
echo "There is no Virtuoso here: install the package 'virtuoso-opensource-7-bin' to run the tests of external servers." >&2
[ -z "${CI:-}" ]
