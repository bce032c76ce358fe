#!/bin/sh
# Install Virtuoso 7 from Debian's packages when none is there and we may; only CI insists on it.
set -eu

if command -v virtuoso-t >/dev/null 2>&1 && command -v isql-vt >/dev/null 2>&1; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Virtuoso for the tests of external servers"
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        virtuoso-opensource-7-bin >/dev/null; then
        exit 0
    fi
fi
echo "There is no Virtuoso here: install the package 'virtuoso-opensource-7-bin' to run the tests of external servers." >&2
[ -z "${CI:-}" ]
