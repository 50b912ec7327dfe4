package units

import (
	"strings"
	"testing"
)

// TestForm_dates reads dates of three fields, just inside and just outside of what is accepted.
func TestForm_dates(t *testing.T) {
	date := func(name, day, month, year, latest, want string) row {
		return row{name, []any{map[string]string{"day": day, "month": month, "year": year}, latest}, want}
	}
	tabled(t, "form/date.js", `(typed, latest) => {
		const {value, wrong, late} = m.readDate(typed, latest);
		return value || (late ? "late " : "") + wrong.join(" ");
	}`, []row{
		date("a date", "3", "2", "1990", "", "1990-02-03"),
		date("nothing", "", " ", "\u200f", "", ""),
		date("one field", "3", "", "", "", "month year"),
		date("two fields", "3", "2", "", "", "year"),
		date("a leap day", "29", "2", "2000", "", "2000-02-29"),
		date("no leap day", "29", "2", "1900", "", "day"),
		date("the last of April", "30", "4", "1990", "", "1990-04-30"),
		date("after the last of April", "31", "4", "1990", "", "day"),
		date("day 0", "0", "4", "1990", "", "day"),
		date("day 32", "32", "12", "1990", "", "day"),
		date("month 12", "31", "12", "1990", "", "1990-12-31"),
		date("month 13", "1", "13", "1990", "", "month"),
		date("the earliest year", "1", "1", "1800", "", "1800-01-01"),
		date("before the earliest year", "31", "12", "1799", "", "year"),
		date("year 0024", "1", "1", "0024", "", "year"),
		date("a year of two digits", "1", "1", "24", "", "year"),
		date("a year of the Buddhist era", "1", "1", "2533", "2026-11-30", "late year"),
		date("today", "30", "11", "2026", "2026-11-30", "2026-11-30"),
		date("tomorrow", "1", "12", "2026", "2026-11-30", "late year"),
		date("the future where it may be", "1", "12", "2036", "", "2036-12-01"),
		date("Arabic digits", "٣", "١٢", "١٩٩٠", "", "1990-12-03"),
		date("Persian digits", "۳", "۱۲", "۱۹۹۰", "", "1990-12-03"),
		date("Bengali digits", "৩", "১২", "১৯৯০", "", "1990-12-03"),
		date("full-width digits", "３", "１２", "１９９０", "", "1990-12-03"),
		date("a sign", "-3", "+2", "1990", "", "day month"),
		date("a fraction", "1.5", "1e1", "1990", "", "day month"),
	})
	tabled(t, "form/date.js", `locale => [...m.orderOf(locale).map(part => part[0]), ...["day", "month", "year"].map(part => m.nameOfPart(part, locale)), m.formatDate("1990-02-03", locale)].join(" ")`, []row{
		{"English", []any{"en"}, "m d y Day Month Year February 3, 1990"},
		{"British", []any{"en-GB"}, "d m y Day Month Year 3 February 1990"},
		{"Turkish, i with a dot", []any{"tr"}, "d m y Gün Ay Yıl 3 Şubat 1990"},
		{"Hungarian", []any{"hu"}, "y m d Nap Hónap Év 1990. február 3."},
		{"Japanese", []any{"ja"}, "y m d 日 月 年 1990年2月3日"},
		{"Thai, which has another era", []any{"th"}, "d m y วัน เดือน ปี (ค.ศ.) 3 กุมภาพันธ์ ค.ศ. 1990"},
	})
}

// TestForm_phones joins calling codes and numbers, those that are typed as a whole too.
func TestForm_phones(t *testing.T) {
	number := func(name, typed, country, want string) row { return row{name, []any{typed, country}, want} }
	tabled(t, "form/phone.js", `(typed, country) => {
		const phone = m.readPhone(typed, country);
		return phone ? [phone.value, phone.country, phone.national].join(" ") : "";
	}`, []row{
		number("within the country", "030 1234567", "DE", "+49301234567 DE 30 1234567"),
		number("without the trunk prefix", "30 1234567", "DE", "+49301234567 DE 30 1234567"),
		number("as a whole", "+44 20 7946 0000", "DE", "+442079460000 GB 20 7946 0000"),
		number("with 00", "0044 20 7946 0000", "DE", "+442079460000 GB 20 7946 0000"),
		number("as a whole with the trunk prefix", "+44 (0)20 7946-0000", "", "+442079460000 GB 20 7946-0000"),
		number("as a whole, of a country that shares the code", "+1 416 555 0123", "CA", "+14165550123 CA 416 555 0123"),
		number("of a code of three digits", "+358 40 1234567", "", "+358401234567 FI 40 1234567"),
		number("a trunk prefix of 1", "1 (212) 555-0123", "US", "+12125550123 US 212 555-0123"),
		number("a trunk prefix of 8", "8 912 345-67-89", "RU", "+79123456789 RU 912 345-67-89"),
		number("8 that is part of the number", "800 555 35 35", "RU", "+78005553535 RU 800 555 35 35"),
		number("a trunk prefix of 06", "06 30 123 4567", "HU", "+36301234567 HU 30 123 4567"),
		number("a trunk prefix of 80", "8 029 123 45 67", "BY", "+375291234567 BY 29 123 45 67"),
		number("0 that is part of the number", "06 1234 5678", "IT", "+390612345678 IT 06 1234 5678"),
		number("Arabic digits", "٠٥٠ ١٢٣ ٤٥٦٧", "SA", "+966501234567 SA 50 123 4567"),
		number("full width", "＋８１（０）９０ー１２３４ー５６７８", "", "+819012345678 JP 90ー1234ー5678"),
		number("with marks of direction, as copied", "\u202a+49 30 1234567\u202c", "US", "+49301234567 DE 30 1234567"),
		number("7 digits", "12345", "FI", "+35812345 FI 12345"),
		number("6 digits", "123", "FI", ""),
		number("15 digits", "123456789012345"[:13], "DE", "+491234567890123 DE 1234567890123"),
		number("16 digits", "12345678901234", "DE", ""),
		number("no country", "030 1234567", "", ""),
		number("a code that nobody has", "+999 1234567", "DE", ""),
		number("letters", "0800 FLOWERS", "DE", ""),
		number("an extension", "030 1234567 ext 5", "DE", ""),
		number("two plus signs", "++49 30 1234567", "DE", ""),
		number("nothing", "", "DE", ""),
	})
}

// TestForm_texts cleans what is typed and copied.
func TestForm_texts(t *testing.T) {
	tabled(t, "form/text.js", `text => m.clean(text)`, []row{
		{"blanks", []any{" \tAda\u00a0\u3000 Augusta\n"}, "Ada Augusta"},
		{"bidi controls", []any{"\u202eAda\u202c\u2067\u200f"}, "Ada"},
		{"a joiner of Persian", []any{"علی\u200cرضا"}, "علی\u200cرضا"},
		{"control characters", []any{"A\x00d\x07a"}, "Ada"},
		{"letters in two pieces", []any{"Zoe\u0308"}, "Zoë"},
		{"500 letters", []any{strings.Repeat("é", 500)}, strings.Repeat("é", 500)},
		{"only blanks", []any{"\u2003\ufeff"}, ""},
	})
	tabled(t, "form/text.js", `text => m.plain(text)`, []row{
		{"Persian", []any{"۰۹"}, "09"}, {"Devanagari", []any{"०९"}, "09"}, {"Thai", []any{"๐๙"}, "09"}, {"Khmer", []any{"០៩"}, "09"},
		{"two rows of digits side by side", []any{"᪀᪉᪐᪙"}, "0909"}, {"beyond 16 bits", []any{"𞥐𞥙"}, "09"},
		{"full width", []any{"Ｌ８９８９０２Ｃ＜"}, "L898902C<"},
	})
	tabled(t, "form/text.js", `text => m.isEmail(text)`, []row{
		{"usual", []any{"ada@example.com"}, true}, {"letters of other scripts", []any{"джон@пример.рф"}, true},
		{"dots and a plus", []any{"a.b+c@x.example.co"}, true}, {"no host", []any{"ada@"}, false}, {"a bare host", []any{"ada@localhost"}, false},
		{"two signs", []any{"a@b@example.com"}, false}, {"a dot at the end", []any{"ada.@example.com"}, false}, {"a comma", []any{"ada@example,com"}, false},
		{"nothing", []any{""}, false},
	})
}

// TestForm_fields arranges names and chooses the country that the form begins with.
func TestForm_fields(t *testing.T) {
	tabled(t, "form/fields.js", `(paths, language) => m.arrange(paths.split(" "), language).join(" ")`, []row{
		{"given name first", []any{"firstName lastName email", "de"}, "firstName lastName email"},
		{"family name first", []any{"firstName lastName email", "hu"}, "lastName firstName email"},
		{"of a language with a script", []any{"email firstName middleName lastName", "zh-Hant"}, "email lastName firstName middleName"},
		{"as it was", []any{"lastName email firstName", "ja"}, "lastName email firstName"},
		{"apart", []any{"firstName email lastName", "ja"}, "lastName email firstName"},
		{"one name", []any{"firstName email", "ja"}, "firstName email"},
	})
	tabled(t, "form/fields.js", `(locale, ...languages) => m.regionOf(locale, languages)`, []row{
		{"the locale's", []any{"de-AT", "de-DE"}, "AT"},
		{"the browser's, of the same language", []any{"de", "en-US", "de-CH", "de-DE"}, "CH"},
		{"the browser's, of another language", []any{"de", "en-US"}, ""},
		{"none", []any{"en", "en"}, ""},
		{"no tag", []any{"en", "*", "en-NZ"}, "NZ"},
	})
}

// TestForm_amounts reads numbers as people of several countries write them.
func TestForm_amounts(t *testing.T) {
	tabled(t, "form/rare.js", `(text, locale) => String(m.readAmount(text, locale) ?? "none")`, []row{
		{"an integer", []any{"1219", "en"}, "1219"},
		{"a point", []any{"1219.5", "de"}, "1219.5"},
		{"a comma", []any{"1219,5", "en"}, "1219.5"},
		{"both", []any{"1,219.50", "de"}, "1219.5"},
		{"both, the other way", []any{"1.219,50", "en"}, "1219.5"},
		{"three digits after the locale's group", []any{"1.219", "de"}, "1219"},
		{"three digits after the locale's decimal sign", []any{"1.219", "en"}, "1.219"},
		{"groups", []any{"1.219.000", "en"}, "1219000"},
		{"India's groups", []any{"12,19,000", "en"}, "1219000"},
		{"three digits after zero", []any{"0,125", "en"}, "0.125"},
		{"three digits after more than three", []any{"1219,125", "en"}, "1219.125"},
		{"a date", []any{"12.05.24", "de"}, "none"},
		{"groups of two signs", []any{"1.219,000,000", "en"}, "none"},
		{"blanks and an apostrophe", []any{"1 219\u00a0000’000", "fr"}, "1219000000"},
		{"Arabic signs", []any{"1\u066c219\u066b5", "ar"}, "1219.5"},
		{"zero", []any{"0", "en"}, "0"},
		{"a minus", []any{"-1", "en"}, "none"},
		{"a currency", []any{"1 €", "en"}, "none"},
		{"no digit after the sign", []any{"1.", "en"}, "none"},
		{"nothing before it", []any{".5", "en"}, "none"},
		{"letters", []any{"1e5", "en"}, "none"},
	})
}
