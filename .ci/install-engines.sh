#!/bin/sh
# Installs the browsers of `make check NAME=engines` from Debian's packages, where they are missing.
set -u

packages=""
command -v firefox-esr >/dev/null 2>&1 || packages="$packages firefox-esr"
ls /usr/lib/*/webkit2gtk-4.1/MiniBrowser >/dev/null 2>&1 || packages="$packages webkit2gtk-driver"
command -v Xvfb >/dev/null 2>&1 || packages="$packages xvfb"
# WebKitGTK's camera is GStreamer's.
ls /usr/lib/*/gstreamer-1.0/libgstvideotestsrc.so >/dev/null 2>&1 || packages="$packages gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad"
[ -n "$packages" ] || exit 0
# shellcheck disable=SC2086 # several words are meant
command -v apt-get >/dev/null 2>&1 && "$(dirname "$0")/apt" $packages && exit 0
echo "make check NAME=engines could not install its browsers; run: apt-get install --no-install-recommends$packages" >&2
exit 1
