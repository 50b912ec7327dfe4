// Package mrz reads the machine-readable zone of passports, identity cards and visas
// (ICAO Doc 9303): lines of OCR-B print of one pitch, with check digits.
//
// [Parse] splits lines of text into fields and compares the check digits. A [Reader] finds
// the zone in a grey picture and reads its characters; it returns a [Reading] only if all
// check digits match and the print is clear enough.
package mrz
