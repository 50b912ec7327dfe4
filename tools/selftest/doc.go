// Package selftest has what /selftest.html lets a browser do, and judges what came of it:
// pictures made by code, what is to become of each, and how what arrived at the service
// must look. The page can't judge that itself, because a browser whose canvas lies would
// be asked about its own lie.
package selftest
