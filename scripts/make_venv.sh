#!/bin/sh
# Make .venv from the first Python >= 3.11 on the path (or from $PYTHON); pip comes from ensurepip or from that Python's own pip.
set -eu

found=
for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        found=$candidate
        break
    fi
done
if [ -z "$found" ]; then
    echo "AlkaGraph needs Python 3.11 or newer and found none. Install it (Debian: apt install python3 python3-venv)," >&2
    echo "or name it: make PYTHON=/path/to/python3" >&2
    exit 1
fi

if "$found" -c 'import ensurepip, venv' 2>/dev/null; then
    exec "$found" -m venv .venv
fi
# Debian and Ubuntu ship ensurepip apart. A pip of 22.3 or newer can fill an empty environment as well.
if "$found" -m venv --without-pip .venv 2>/dev/null \
    && "$found" -m pip --disable-pip-version-check --python .venv/bin/python install --quiet pip 2>/dev/null; then
    exit 0
fi
rm -rf .venv
version=$("$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
echo "Python $version has no ensurepip, so no virtual environment can be made." >&2
echo "Install the package that holds it (Debian, Ubuntu: apt install python$version-venv) and run make again." >&2
exit 1
