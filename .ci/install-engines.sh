#!/bin/sh
# Installs the browsers of `make engines` from Debian's packages, where they are missing.
set -u

packages=""
command -v firefox-esr >/dev/null 2>&1 || packages="$packages firefox-esr"
ls /usr/lib/*/webkit2gtk-4.1/MiniBrowser >/dev/null 2>&1 || packages="$packages webkit2gtk-driver"
command -v Xvfb >/dev/null 2>&1 || packages="$packages xvfb"
# WebKitGTK's camera is GStreamer's.
ls /usr/lib/*/gstreamer-1.0/libgstvideotestsrc.so >/dev/null 2>&1 || packages="$packages gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad"
[ -n "$packages" ] || exit 0

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"

# apt waits for dpkg's lock but not for that of the lists, which a fresh machine holds for a minute.
update() {
	for _ in $(seq 60); do
		said=$($as_root apt-get update -qq 2>&1) && return
		case "$said" in *"Could not get lock"*) sleep 5 ;; *) break ;; esac
	done
	echo "$said" >&2
	return 1
}

# shellcheck disable=SC2086 # several words are meant
command -v apt-get >/dev/null 2>&1 && $as_root true 2>/dev/null && update &&
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends $packages >/dev/null && exit 0
echo "make engines could not install its browsers; run: apt-get install --no-install-recommends$packages" >&2
exit 1
