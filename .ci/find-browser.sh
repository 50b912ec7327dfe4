#!/bin/sh
# Prints the path of a Chromium or Chrome that the tests can drive. Where there is
# none, it installs one through the system's package manager if it may (root or
# password-less sudo); else it stops with one clear sentence.
set -u

find_browser() {
	for name in ${CHROME_BIN:-} headless_shell headless-shell chromium chromium-browser google-chrome google-chrome-stable google-chrome-beta; do
		command -v "$name" 2>/dev/null && return 0
	done
	for app in "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
		[ -x "$app" ] && echo "$app" && return 0
	done
	return 1
}

install_browser() {
	command -v apt-get >/dev/null 2>&1 && { "$(dirname "$0")/apt" chromium || "$(dirname "$0")/apt" chromium-browser; } && return
	as_root=""
	[ "$(id -u)" = 0 ] || as_root="sudo -n"
	$as_root true 2>/dev/null || return 1
	if command -v dnf >/dev/null 2>&1; then
		$as_root dnf install -y chromium
	elif command -v apk >/dev/null 2>&1; then
		$as_root apk add --no-cache chromium
	elif command -v pacman >/dev/null 2>&1; then
		$as_root pacman -Sy --noconfirm chromium
	elif command -v zypper >/dev/null 2>&1; then
		$as_root zypper --non-interactive install chromium
	else
		return 1
	fi
}

find_browser && exit 0
echo "No Chromium or Chrome found: installing Chromium through the system's package manager." >&2
install_browser >&2 && find_browser && exit 0
echo "The browser tests need Chromium or Google Chrome and it could not be installed here: install it (Debian: apt-get install chromium) or set CHROME_BIN, then run make test again." >&2
exit 1
