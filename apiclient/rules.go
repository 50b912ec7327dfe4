package apiclient

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Maximum lengths, in characters. The API reference has none. These are well above
// real values and catch a field that was filled with the wrong data.
const (
	maxLongText  = 255 // names of companies, lines of an address
	maxShortText = 100 // a person's names, cities, numbers of documents and accounts
	maxCodeText  = 64  // codes
)

// field is one member of PreparedData and its rule.
type field struct {
	path string // dotted name in JSON
	at   func(*PreparedData) *string
	rule rule
}

// fields lists all members that are strings, in the order of a form.
var fields = []field{
	{"firstName", func(d *PreparedData) *string { return &d.FirstName }, text(maxShortText)},
	{"middleName", func(d *PreparedData) *string { return &d.MiddleName }, text(maxShortText)},
	{"lastName", func(d *PreparedData) *string { return &d.LastName }, text(maxShortText)},
	{"suffix", func(d *PreparedData) *string { return &d.Suffix }, text(maxShortText)},
	{"sex", func(d *PreparedData) *string { return &d.Sex }, oneOf("M", "F")},
	{"dateOfBirth", func(d *PreparedData) *string { return &d.DateOfBirth }, date},
	{"nationality", func(d *PreparedData) *string { return &d.Nationality }, alpha3},
	{"socialSecurityNumber", func(d *PreparedData) *string { return &d.SocialSecurityNumber }, text(maxShortText)},
	{"personalNumber", func(d *PreparedData) *string { return &d.PersonalNumber }, text(maxShortText)},
	{"email", func(d *PreparedData) *string { return &d.Email }, email},
	{"phoneNumber", func(d *PreparedData) *string { return &d.PhoneNumber }, phone},
	{"phoneNumber2", func(d *PreparedData) *string { return &d.PhoneNumber2 }, phone},

	{"address.line1", func(d *PreparedData) *string { return &d.Address.Line1 }, text(maxLongText)},
	{"address.line2", func(d *PreparedData) *string { return &d.Address.Line2 }, text(maxLongText)},
	{"address.line3", func(d *PreparedData) *string { return &d.Address.Line3 }, text(maxLongText)},
	{"address.line4", func(d *PreparedData) *string { return &d.Address.Line4 }, text(maxLongText)},
	{"address.line5", func(d *PreparedData) *string { return &d.Address.Line5 }, text(maxLongText)},
	{"address.postalCode", func(d *PreparedData) *string { return &d.Address.PostalCode }, text(maxShortText)},
	{"address.city", func(d *PreparedData) *string { return &d.Address.City }, text(maxShortText)},
	{"address.subdivision", func(d *PreparedData) *string { return &d.Address.Subdivision }, text(maxShortText)},
	{"address.country", func(d *PreparedData) *string { return &d.Address.Country }, country},

	{"id.type", func(d *PreparedData) *string { return &d.ID.Type }, oneOf("PASSPORT", "ID_CARD", "DRIVING_LICENSE", "VISA")},
	{"id.subType", func(d *PreparedData) *string { return &d.ID.SubType }, text(maxCodeText)},
	{"id.idNumber", func(d *PreparedData) *string { return &d.ID.IDNumber }, text(maxShortText)},
	{"id.issuingDate", func(d *PreparedData) *string { return &d.ID.IssuingDate }, date},
	{"id.expiryDate", func(d *PreparedData) *string { return &d.ID.ExpiryDate }, date},

	{"kyc.registrationDate", func(d *PreparedData) *string { return &d.KYC.RegistrationDate }, looseDate},
	{"kyc.registrationIpAddress", func(d *PreparedData) *string { return &d.KYC.RegistrationIPAddress }, ipAddress},

	{"bank.paymentMethod", func(d *PreparedData) *string { return &d.Bank.PaymentMethod }, text(maxCodeText)},
	{"bank.binNumber", func(d *PreparedData) *string { return &d.Bank.BinNumber }, digits(6, 8)},
	{"bank.lastDigits", func(d *PreparedData) *string { return &d.Bank.LastDigits }, digits(1, 8)},
	{"bank.accountNumber", func(d *PreparedData) *string { return &d.Bank.AccountNumber }, text(maxShortText)},
	{"bank.routingNumber", func(d *PreparedData) *string { return &d.Bank.RoutingNumber }, text(maxShortText)},
	{"bank.currency", func(d *PreparedData) *string { return &d.Bank.Currency }, currency},
	{"bank.transactionTime", func(d *PreparedData) *string { return &d.Bank.TransactionTime }, timestamp},
	{"bank.transactionId", func(d *PreparedData) *string { return &d.Bank.TransactionID }, text(maxShortText)},
	{"bank.ipAddress", func(d *PreparedData) *string { return &d.Bank.IPAddress }, ipAddress},

	{"business.name", func(d *PreparedData) *string { return &d.Business.Name }, text(maxLongText)},
	{"business.address", func(d *PreparedData) *string { return &d.Business.Address }, text(maxLongText)},
	{"business.city", func(d *PreparedData) *string { return &d.Business.City }, text(maxShortText)},
	{"business.state", func(d *PreparedData) *string { return &d.Business.State }, text(maxShortText)},
	{"business.country", func(d *PreparedData) *string { return &d.Business.Country }, text(maxShortText)},
	{"business.registrationNumber", func(d *PreparedData) *string { return &d.Business.RegistrationNumber }, text(maxShortText)},
	{"business.searchId", func(d *PreparedData) *string { return &d.Business.SearchID }, text(maxShortText)},
}

// Members that aren't strings.
const (
	amountField       = "bank.amount"
	capabilitiesField = "business.kybCapabilities"

	maxAmount       = 1e15 // above it a float64 loses cents
	maxCapabilities = 32
)

// rule describes the problem of a value without quoting it, "" if it is valid.
type rule func(value string) (problem string)

// text accepts printable text of at most limit characters.
func text(limit int) rule {
	return func(s string) string {
		switch {
		case !utf8.ValidString(s):
			return "is not text"
		case utf8.RuneCountInString(s) > limit:
			return fmt.Sprintf("has more than %d characters", limit)
		case strings.ContainsFunc(s, unicode.IsControl):
			return "has a control character"
		case strings.TrimSpace(s) == "":
			return "is blank"
		}
		return ""
	}
}

func oneOf(allowed ...string) rule {
	return func(s string) string {
		if slices.Contains(allowed, s) {
			return ""
		}
		return "must be one of " + strings.Join(allowed, ", ")
	}
}

func digits(minLen, maxLen int) rule {
	return func(s string) string {
		if len(s) < minLen || len(s) > maxLen || !onlyDigits(s) {
			return fmt.Sprintf("must be %d to %d digits", minLen, maxLen)
		}
		return ""
	}
}

func onlyDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// minYear is the earliest plausible year of a date.
const minYear = 1800

func date(s string) string {
	if y, ok := yearOf(s); !ok || y < minYear || len(s) != len("2006-01-02") {
		return "must be a date as YYYY-MM-DD"
	}
	return ""
}

// looseDate also accepts months and days without a leading zero, like the example in
// the API reference.
func looseDate(s string) string {
	if y, ok := yearOf(s); !ok || y < minYear {
		return "must be a date as YYYY-M-D"
	}
	return ""
}

func timestamp(s string) string {
	if !isTimestamp(s) {
		return "must be a time as in RFC 3339, such as 2021-09-17T10:00:00Z"
	}
	return ""
}

func isTimestamp(s string) bool {
	const date, clock = len("2006-01-02"), len("2006-01-02T15:04:05")
	if len(s) < clock || s[date] != 'T' {
		return false
	}
	_, ok := yearOf(s[:date])
	zone := s[clock:]
	if fraction, found := strings.CutPrefix(zone, "."); found {
		zone = strings.TrimLeft(fraction, "0123456789")
		ok = ok && zone != fraction
	}
	return ok && isClock(s[date+1:clock-3]) && s[clock-3] == ':' && uint(number(s[clock-2:clock], 2)) < 60 &&
		(zone == "Z" || zone != "" && (zone[0] == '+' || zone[0] == '-') && isClock(zone[1:]))
}

// isClock reports whether s is a time of the day as hh:mm.
func isClock(s string) bool {
	return len(s) == 5 && s[2] == ':' && uint(number(s[:2], 2)) < 24 && uint(number(s[3:], 2)) < 60
}

func ipAddress(s string) string {
	if parseIP(s) == nil {
		return "must be an IPv4 or IPv6 address"
	}
	return ""
}

// phone accepts what people and the API reference write: anything with a digit.
func phone(s string) string {
	if problem := text(maxCodeText)(s); problem != "" {
		return problem
	}
	if !strings.ContainsFunc(s, unicode.IsDigit) {
		return "has no digit"
	}
	return ""
}

func isPhone(path string) bool { return strings.HasPrefix(path, "phoneNumber") }

// plainPhone drops the punctuation of a number of ASCII digits. A number with anything else
// in it, such as an extension, stays as it is.
func plainPhone(s string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("-./()\u2010\u2011\u2013", r) {
			return -1
		}
		return r
	}, s)
	if digits := strings.TrimPrefix(plain, "+"); digits == "" || !onlyDigits(digits) {
		return s
	}
	return plain
}

// e164 accepts a plus, then 7 to 15 digits of which the first isn't 0.
func e164(s string) string {
	number, plus := strings.CutPrefix(s, "+")
	if !plus || len(number) < 7 || len(number) > 15 || number[0] == '0' || !onlyDigits(number) {
		return "must be a number as in E.164: + and 7 to 15 digits, country code first"
	}
	return ""
}

// email accepts a subset of RFC 5322 without quotes, comments and bare hosts, and
// letters of every script (RFC 6531).
func email(s string) string {
	const problem = "must be an e-mail address"
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at > 64 || len(s) > 254 || !utf8.ValidString(s) {
		return problem
	}
	local, host := s[:at], s[at+1:]
	odd := func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`@"(),:;<>[\]`, r)
	}
	if strings.ContainsFunc(local, odd) || strings.ContainsFunc(host, odd) || !strings.Contains(host, ".") {
		return problem
	}
	for _, label := range append(strings.Split(host, "."), strings.Split(local, ".")...) {
		if label == "" {
			return problem
		}
	}
	for _, label := range strings.Split(host, ".") {
		if len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return problem
		}
	}
	return ""
}

func alpha3(s string) string {
	if len(s) == 3 && listed(countries3, s) {
		return ""
	}
	return "must be an ISO 3166-1 alpha-3 code, such as AUT"
}

func country(s string) string {
	if len(s) == 2 && listed(countries2, s) || len(s) == 3 && listed(countries3, s) {
		return ""
	}
	return "must be an ISO 3166-1 code of two or three letters, such as AT or AUT"
}

func currency(s string) string {
	if len(s) == 3 && listed(currencies, s) {
		return ""
	}
	return "must be an ISO 4217 code, such as EUR"
}

// listed reports whether a list of codes of equal length contains code.
func listed(list, code string) bool {
	for i := 0; i+len(code) <= len(list); i += len(code) {
		if list[i:i+len(code)] == code {
			return true
		}
	}
	return false
}

// The lists are codes of equal length without separators, sorted, which adds nothing
// but their letters to the wasm.

// countries2 and countries3 are ISO 3166-1 plus the user-assigned code of Kosovo.
const countries2 = "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQ" +
	"BRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDM" +
	"DODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGS" +
	"GTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKN" +
	"KPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQ" +
	"MRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPM" +
	"PNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSV" +
	"SXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVI" +
	"VNVUWFWSXKYEYTZAZMZW"

const countries3 = "ABWAFGAGOAIAALAALBANDAREARGARMASMATAATFATGAUSAUTAZEBDIBELBEN" +
	"BESBFABGDBGRBHRBHSBIHBLMBLRBLZBMUBOLBRABRBBRNBTNBVTBWACAFCAN" +
	"CCKCHECHLCHNCIVCMRCODCOGCOKCOLCOMCPVCRICUBCUWCXRCYMCYPCZEDEU" +
	"DJIDMADNKDOMDZAECUEGYERIESHESPESTETHFINFJIFLKFRAFROFSMGABGBR" +
	"GEOGGYGHAGIBGINGLPGMBGNBGNQGRCGRDGRLGTMGUFGUMGUYHKGHMDHNDHRV" +
	"HTIHUNIDNIMNINDIOTIRLIRNIRQISLISRITAJAMJEYJORJPNKAZKENKGZKHM" +
	"KIRKNAKORKWTLAOLBNLBRLBYLCALIELKALSOLTULUXLVAMACMAFMARMCOMDA" +
	"MDGMDVMEXMHLMKDMLIMLTMMRMNEMNGMNPMOZMRTMSRMTQMUSMWIMYSMYTNAM" +
	"NCLNERNFKNGANICNIUNLDNORNPLNRUNZLOMNPAKPANPCNPERPHLPLWPNGPOL" +
	"PRIPRKPRTPRYPSEPYFQATREUROURUSRWASAUSDNSENSGPSGSSHNSJMSLBSLE" +
	"SLVSMRSOMSPMSRBSSDSTPSURSVKSVNSWESWZSXMSYCSYRTCATCDTGOTHATJK" +
	"TKLTKMTLSTONTTOTUNTURTUVTWNTZAUGAUKRUMIURYUSAUZBVATVCTVENVGB" +
	"VIRVNMVUTWLFWSMXKXYEMZAFZMBZWE"

// currencies is ISO 4217 without metals, funds of central banks and test codes. It
// includes those withdrawn since 2021, because a transaction may be in the past.
const currencies = "AEDAFNALLAMDANGAOAARSAUDAWGAZNBAMBBDBDTBGNBHDBIFBMDBNDBOBBOV" +
	"BRLBSDBTNBWPBYNBZDCADCDFCHECHFCHWCLFCLPCNYCOPCOUCRCCUCCUPCVE" +
	"CZKDJFDKKDOPDZDEGPERNETBEURFJDFKPGBPGELGHSGIPGMDGNFGTQGYDHKD" +
	"HNLHRKHTGHUFIDRILSINRIQDIRRISKJMDJODJPYKESKGSKHRKMFKPWKRWKWD" +
	"KYDKZTLAKLBPLKRLRDLSLLYDMADMDLMGAMKDMMKMNTMOPMRUMURMVRMWKMXN" +
	"MXVMYRMZNNADNGNNIONOKNPRNZDOMRPABPENPGKPHPPKRPLNPYGQARRONRSD" +
	"RUBRWFSARSBDSCRSDGSEKSGDSHPSLESLLSOSSRDSSPSTNSVCSYPSZLTHBTJS" +
	"TMTTNDTOPTRYTTDTWDTZSUAHUGXUSDUSNUYIUYUUYWUZSVEDVESVNDVUVWST" +
	"XAFXCDXCGXOFXPFYERZARZMWZWGZWL"

// parseIP returns the 4 or 16 bytes of an IP address without a zone, nil for anything else. netip
// would add 23 kB to the compressed wasm.
func parseIP(s string) []byte {
	const longest = len("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255")
	if len(s) > longest {
		return nil
	}
	if !strings.Contains(s, ":") {
		return appendIPv4(nil, s)
	}
	front, back, short := strings.Cut(s, "::")
	head, tail := appendGroups([]byte{}, front, !short), []byte{}
	if short {
		tail = appendGroups(tail, back, true)
	}
	zeros := 16 - len(head) - len(tail)
	if head == nil || tail == nil || short && zeros < 2 || !short && zeros != 0 {
		return nil
	}
	return append(append(head, make([]byte, zeros)...), tail...)
}

// appendGroups appends groups of 16 bits, of which the last two may be an IPv4 address.
func appendGroups(b []byte, s string, last bool) []byte {
	for more := s != ""; more; {
		var group string
		group, s, more = strings.Cut(s, ":")
		if last && !more && strings.Contains(group, ".") {
			return appendIPv4(b, group)
		}
		n, err := strconv.ParseUint(group, 16, 16)
		if err != nil || len(group) > 4 {
			return nil
		}
		b = append(b, byte(n>>8), byte(n))
	}
	return b
}

func appendIPv4(b []byte, s string) []byte {
	parts := strings.Split(s, ".")
	for _, part := range parts {
		n, err := strconv.ParseUint(part, 10, 8)
		if err != nil || len(part) > 1 && part[0] == '0' || len(parts) != 4 {
			return nil
		}
		b = append(b, byte(n))
	}
	return b
}

// isLoopback reports whether ip is of this device: 127.0.0.0/8, also as an IPv6 address, or ::1.
func isLoopback(ip []byte) bool {
	if v4, ok := strings.CutPrefix(string(ip), "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff"); ok {
		ip = []byte(v4)
	}
	return len(ip) == 4 && ip[0] == 127 || string(ip) == "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01"
}
