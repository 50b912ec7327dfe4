package fill

import (
	"strings"
	"testing"
	"time"

	"credential-capture/imageproc/mrz"
)

var now = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)

// zone replaces columns of a zone's lines, from column at of line 0, 1, …, and sets its check digits.
func zone(t *testing.T, text string, changes ...change) *mrz.Reading {
	t.Helper()
	lines := strings.Split(text, "\n")
	for _, c := range changes {
		lines[c.line] = lines[c.line][:c.at] + c.text + lines[c.line][c.at+len(c.text):]
	}
	r, err := mrz.Parse(lines)
	if err != nil {
		t.Fatal(err)
	}
	digit := func(line, from, to int) {
		lines[line] = lines[line][:to] + string(mrz.CheckDigit(lines[line][from:to])) + lines[line][to+1:]
	}
	composite := func(line, at int, parts ...string) {
		lines[line] = lines[line][:at] + string(mrz.CheckDigit(strings.Join(parts, ""))) + lines[line][at+1:]
	}
	switch r.Format {
	case mrz.TD3, mrz.TD2, mrz.MRVA, mrz.MRVB:
		digit(1, 0, 9)
		digit(1, 13, 19)
		digit(1, 21, 27)
		switch b := lines[1]; r.Format {
		case mrz.TD3:
			digit(1, 28, 42)
			b = lines[1]
			composite(1, 43, b[:10], b[13:20], b[21:43])
		case mrz.TD2:
			composite(1, 35, b[:10], b[13:20], b[21:35])
		}
	case mrz.TD1:
		if lines[0][14] != '<' { // the number has at most nine characters
			digit(0, 5, 14)
		}
		digit(1, 0, 6)
		digit(1, 8, 14)
		composite(1, 29, lines[0][5:30], lines[1][:7], lines[1][8:15], lines[1][18:29])
	}
	if r, err = mrz.Parse(lines); err != nil {
		t.Fatal(err)
	}
	return r
}

type change struct {
	line, at int
	text     string
}

// The examples of Doc 9303, with nationalities that have a country.
const (
	passport = "P<FRAERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36FRA7408122F3204159ZE184226B<<<<<10"
	card     = "I<FRAD231458907<<<<<<<<<<<<<<<\n7408122F3204159FRA<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
	visaA    = "V<FRAERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4FRA4009078F2912109<<<<<<<<6ZE18422"
	td2      = "I<FRAERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907FRA7408122F3204159<<<<<<<6"
	french   = "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<\n9409923102854CORINNE<<<<<<<6512068F4"
)

func TestValues(t *testing.T) {
	for _, c := range []struct {
		name, zone string
		changes    []change
		want       string // path=value, choices with |
	}{
		{"passport", passport, nil, "firstName=ANNA_MARIA lastName=ERIKSSON sex=F dateOfBirth=1974-08-12 nationality=FRA id.type=PASSPORT id.idNumber=L898902C3 id.expiryDate=2032-04-15"},
		{"card", card, nil, "firstName=ANNA_MARIA lastName=ERIKSSON sex=F dateOfBirth=1974-08-12 nationality=FRA id.type=ID_CARD id.idNumber=D23145890 id.expiryDate=2032-04-15"},
		{"TD2", td2, nil, "firstName=ANNA_MARIA lastName=ERIKSSON sex=F dateOfBirth=1974-08-12 nationality=FRA id.type=ID_CARD id.idNumber=D23145890 id.expiryDate=2032-04-15"},
		{"visa", visaA, nil, "firstName=ANNA_MARIA lastName=ERIKSSON sex=F dateOfBirth=1940-09-07 nationality=FRA id.type=VISA id.idNumber=L8988901C id.expiryDate=2029-12-10"},
		{"French card of 1988", french, nil, "firstName=CORINNE lastName=BERTHIER sex=F dateOfBirth=1965-12-06 id.type=ID_CARD id.idNumber=940992310285"},

		{"born today", passport, []change{{1, 13, "261130"}}, "dateOfBirth=2026-11-30|1926-11-30"},
		{"born tomorrow, so a century ago", passport, []change{{1, 13, "261201"}}, "dateOfBirth=1926-12-01"},
		{"almost 115", passport, []change{{1, 13, "111201"}}, "dateOfBirth=2011-12-01|1911-12-01"},
		{"115", passport, []change{{1, 13, "111130"}}, "dateOfBirth=2011-11-30"},
		{"Iceland's number says 19", passport, []change{{0, 2, "ISL"}, {1, 13, "200501"}, {1, 28, "0105203379<<<<"}}, "dateOfBirth=1920-05-01"},
		{"Iceland's number says 20", passport, []change{{0, 2, "ISL"}, {1, 13, "200501"}, {1, 28, "0105203370<<<<"}}, "dateOfBirth=2020-05-01"},
		{"birth date unknown", passport, []change{{1, 13, "<<<<<<"}}, "dateOfBirth="},
		{"birth day unknown", passport, []change{{1, 13, "7408<<"}}, "dateOfBirth="},
		{"birth day 00", passport, []change{{1, 13, "740800"}}, "dateOfBirth="},
		{"29 February in a leap year", passport, []change{{1, 13, "800229"}}, "dateOfBirth=1980-02-29"},
		{"29 February in another", passport, []change{{1, 13, "810229"}}, "dateOfBirth="},

		{"no expiry", card, []change{{1, 8, "<<<<<<"}}, "id.expiryDate="},
		{"expired", passport, []change{{1, 21, "040229"}}, "id.expiryDate=2004-02-29"},
		{"expires in 30 years", passport, []change{{1, 21, "561130"}}, "id.expiryDate=2056-11-30"},
		{"expires later", passport, []change{{1, 21, "561201"}}, "id.expiryDate="},
		{"Spain's unlimited", card, []change{{1, 8, "991231"}}, "id.expiryDate="},

		{"sex X", passport, []change{{1, 20, "X"}}, "sex="},
		{"sex not said", passport, []change{{1, 20, "<"}}, "sex="},

		{"Germany", passport, []change{{0, 2, "D<<"}, {1, 10, "D<<"}}, "nationality=DEU"},
		{"British overseas territories citizen", passport, []change{{1, 10, "GBD"}}, "nationality=GBR"},
		{"British national (overseas)", passport, []change{{1, 10, "GBN"}}, "nationality=GBR"},
		{"British overseas citizen", passport, []change{{1, 10, "GBO"}}, "nationality=GBR"},
		{"British protected person", passport, []change{{1, 10, "GBP"}}, "nationality=GBR"},
		{"British subject", passport, []change{{1, 10, "GBS"}}, "nationality=GBR"},
		{"stateless, the issuer is no nationality", passport, []change{{1, 10, "XXA"}}, "nationality="},
		{"refugee", passport, []change{{1, 10, "XXB"}}, "nationality="},
		{"refugee, other", passport, []change{{1, 10, "XXC"}}, "nationality="},
		{"nationality unspecified", passport, []change{{1, 10, "XXX"}}, "nationality="},
		{"United Nations", passport, []change{{0, 2, "UNO"}, {1, 10, "UNO"}}, "nationality="},
		{"Kosovo", passport, []change{{0, 2, "RKS"}, {1, 10, "RKS"}}, "nationality="},
		{"Utopia", passport, []change{{1, 10, "UTO"}}, "nationality="},

		{"number of twelve", "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<", nil, "id.idNumber=D23145890734"},
		{"Swiss number of eight", card, []change{{0, 5, "S0002068<"}}, "id.idNumber=S0002068"},
		{"filler inside the number", passport, []change{{1, 0, "AB<123456"}}, "id.idNumber="},
		{"no number", passport, []change{{1, 0, "<<<<<<<<<"}}, "id.idNumber="},
		{"number of zeros", passport, []change{{1, 0, "000000000"}}, "id.idNumber="},

		{"diplomat's passport", passport, []change{{0, 0, "PD"}}, "id.type=PASSPORT"},
		{"passport card", card, []change{{0, 0, "IP"}}, "id.type="},
		{"residence permit", card, []change{{0, 0, "IR"}}, "id.type="},
		{"residence permit, another code", card, []change{{0, 0, "AR"}}, "id.type="},
		{"green card", card, []change{{0, 0, "C1"}}, "id.type="},
		{"crew member's certificate", card, []change{{0, 0, "AC"}}, "id.type="},

		{"name without given names", passport, []change{{0, 5, "ARKFREITH<<<<<<<<<<<<<<<<<<<"}}, "firstName= lastName=ARKFREITH"},
		{"name without <<", passport, []change{{0, 5, "ERIKSSON<ANNA<MARIA<<<<<<"}}, "firstName= lastName=ERIKSSON_ANNA_MARIA"},
		{"given names to the last column", card, []change{{2, 0, "NILAVADHANANANDA<<CHAYAPA<DEJT"}}, "firstName= lastName=NILAVADHANANANDA"},
		{"given names to the last but one", card, []change{{2, 0, "NILAVADHANANANDA<<CHAYAPA<DEJ<"}}, "firstName=CHAYAPA_DEJ"},
		{"surname to the last column", card, []change{{2, 0, "NILAVADHANANANDACHAYAPADEJTHAK"}}, "firstName= lastName="},
		{"Spanish Ñ", passport, []change{{0, 2, "ESPMUNXXOZ<<ANA<<<<<<"}}, "lastName=MUÑOZ"},
	} {
		r := zone(t, c.zone, c.changes...)
		got := map[string]string{}
		for _, v := range Values(r, now) {
			if got[v.Path] = strings.ReplaceAll(v.Text, " ", "_"); v.Choices != nil {
				got[v.Path] = strings.Join(v.Choices, "|")
			}
		}
		if len(got) == 0 {
			t.Errorf("%s: no values; check digits %+v", c.name, mrz.CheckDigits(r.Format, r.Lines))
			continue
		}
		pairs := strings.Fields(c.want)
		for _, pair := range pairs {
			path, want, _ := strings.Cut(pair, "=")
			if got[path] != want {
				t.Errorf("%s: %s is %q, want %q", c.name, path, got[path], want)
			}
		}
		if len(pairs) > 3 && len(got) != len(pairs) {
			t.Errorf("%s: got %v", c.name, got)
		}
	}
}

func TestValues_noneWithoutProof(t *testing.T) {
	uncertain := func(field mrz.FieldName) *mrz.Reading {
		r := zone(t, passport)
		r.Chars = [][]mrz.Char{nil, nil}
		for i := range r.Fields {
			r.Fields[i].Certain = r.Fields[i].Name != field
		}
		return r
	}
	composite := zone(t, passport)
	composite.Composite = mrz.Fails
	for _, c := range []struct {
		name  string
		r     *mrz.Reading
		wants int
	}{
		{"all certain", uncertain(""), 8},
		{"document code uncertain", uncertain(mrz.DocumentCode), 0},
		{"given names uncertain", uncertain(mrz.GivenNames), 7},
		{"surname uncertain", uncertain(mrz.Surname), 7},
		{"sex uncertain", uncertain(mrz.Sex), 7},
		{"birth date uncertain", uncertain(mrz.BirthDate), 7},
		{"nationality uncertain", uncertain(mrz.Nationality), 7},
		{"number uncertain", uncertain(mrz.DocumentNumber), 7},
		{"expiry date uncertain", uncertain(mrz.ExpiryDate), 7},
		{"composite fails", composite, 0},
		{"a passport's check digits under a visa's letter", zone(t, passport, change{0, 0, "P"}), 8},
	} {
		if got := Values(c.r, now); len(got) != c.wants {
			t.Errorf("%s: %d values: %+v", c.name, len(got), got)
		}
	}
	lines := zone(t, passport).Lines
	visa, err := mrz.Parse([]string{"V" + lines[0][1:], lines[1]})
	if err != nil || visa.Format != mrz.MRVA || !visa.Valid() {
		t.Fatal(visa, err)
	}
	if got := Values(visa, now); got != nil {
		t.Errorf("a passport's lines with a visa's letter: %+v", got)
	}
	licence, err := mrz.Parse([]string{"AAA001D<<", "FACHE305142128097<<800126<<<<<", "MARCHAND<<FABIENNE<<<<<<<<<<<<"})
	if err != nil || Values(licence, now) != nil {
		t.Errorf("a driving licence without check digits fills fields (%v)", err)
	}
}

func TestValues_confirmsWhatHasNoCheckDigit(t *testing.T) {
	for _, v := range Values(zone(t, passport), now) {
		want := v.Path != "dateOfBirth" && v.Path != "id.idNumber" && v.Path != "id.expiryDate"
		if v.Confirm != want {
			t.Errorf("%s: Confirm is %v", v.Path, v.Confirm)
		}
	}
}
