#!/bin/sh
# Installs the engines that make engines runs and this machine lacks, from Debian's
# packages. Where it may not, it says which and stops.
set -u

webkit=$(ls /usr/lib/*/webkit2gtk-4.1/MiniBrowser 2>/dev/null | head -n 1)
want=""
command -v firefox-esr >/dev/null 2>&1 || want="$want firefox-esr"
[ -n "$webkit" ] || want="$want webkit2gtk-driver"
command -v Xvfb >/dev/null 2>&1 || want="$want xvfb"
# WebKitGTK's camera is GStreamer's.
ls /usr/lib/*/gstreamer-1.0/libgstvideotestsrc.so >/dev/null 2>&1 || want="$want gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad"
[ -n "$want" ] || exit 0

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
# shellcheck disable=SC2086 # several words are meant
if command -v apt-get >/dev/null 2>&1 && $as_root true 2>/dev/null &&
	$as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $want >/dev/null; then
	exit 0
fi
echo "make engines needs these packages of Debian's, and they could not be installed here:$want" >&2
exit 1
