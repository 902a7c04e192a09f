#!/bin/sh
# Starts Python by the loader and the C library of this folder, whatever the system has. OpenSSL reads no settings of
# the system, and no locale of the system is loaded: they may be made for another version.
python=${0%/bin/*}
LC_ALL=C.UTF-8 OPENSSL_CONF=/dev/null
export LC_ALL OPENSSL_CONF
exec "$python/lib/@LOADER@" --inhibit-cache --library-path "$python/lib" --argv0 "$0" "$python/bin/@PYTHON@" "$@"
