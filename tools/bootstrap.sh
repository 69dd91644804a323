#!/bin/sh
# Finds a Python that is new enough and hands over to tools/bootstrap.py.
cd "$(dirname "$0")/.." || exit 1
for python in "${PYTHON:-python3}" python3 python3.14 python3.13 python3.12 python3.11 python; do
    if command -v "$python" >/dev/null 2>&1 &&
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        exec "$python" tools/bootstrap.py "$@"
    fi
done
found=$(python3 -V 2>&1) || found="none"
echo "An Sinh needs Python 3.11 or newer; found: $found. Install it, or name it: make run PYTHON=/path/to/python3.12" >&2
exit 1
