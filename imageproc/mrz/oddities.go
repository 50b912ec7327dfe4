package mrz

import "strings"

// countries maps codes that aren't ISO 3166-1 alpha-3 to the country of the nationality.
// Empty: a code of an organization or of nobody's nationality (Doc 9303-3, section 5).
var countries = map[string]string{
	"D":   "DEU",
	"BDR": "DEU", // Bundesdruckerei's specimens
	"GBD": "GBR", // overseas territories citizen
	"GBN": "GBR", // national (overseas)
	"GBO": "GBR", // overseas citizen
	"GBP": "GBR", // protected person
	"GBS": "GBR", // subject
	"EUE": "",    // European Union, laissez-passer
	"RKS": "",    // Kosovo: no ISO code
	"UNK": "",    // resident of Kosovo, United Nations' mission
	"UNO": "", "UNA": "",
	"UTO": "", // Utopia: Doc 9303's examples
	"WSA": "",
	"XAA": "", "XBA": "", "XCC": "", "XCE": "", "XCO": "", "XDC": "", "XEC": "",
	"XES": "", "XIM": "", "XMP": "", "XOM": "", "XPO": "", "XSA": "",
	"XXA": "", // stateless
	"XXB": "", // refugee, 1951 convention
	"XXC": "", // refugee, other
	"XXX": "", // unspecified
	"IAO": "",
}

// Country returns the ISO 3166-1 alpha-3 code of a nationality or an issuer as printed, and
// "" for a code that has no country.
func Country(code string) string {
	code = strings.TrimRight(code, "<")
	if c, odd := countries[code]; odd {
		return c
	}
	if len(code) != 3 || strings.Contains(code, "<") {
		return ""
	}
	return code
}

// birthCentury reads personal numbers in the optional data whose digits begin with or encode the
// whole birth date: Iceland's kennitala (DDMMYY, 4 digits, of which the last is the century:
// 8 for 18, 9 for 19, 0 for 20) and Sweden's personnummer (CCYYMMDD, 4 digits).
func birthCentury(r *Reading) int {
	b := r.Field(BirthDate).Value
	if len(b) != 6 {
		return 0
	}
	for _, name := range []FieldName{Optional, Optional2} {
		if len(r.Chars) > 0 && !r.Field(name).Certain {
			continue
		}
		n := strings.ReplaceAll(r.Field(name).Value, "<", "")
		switch r.Field(Issuer).Value {
		case "ISL":
			if len(n) == 10 && n[:6] == b[4:6]+b[2:4]+b[:2] {
				switch n[9] {
				case '8', '9':
					return 10 + int(n[9]-'0')
				case '0':
					return 20
				}
			}
		case "SWE":
			if len(n) == 12 && n[2:8] == b {
				if century := 10*int(n[0]-'0') + int(n[1]-'0'); century >= 18 && century <= 20 {
					return century
				}
			}
		}
	}
	return 0
}

// spanish restores the letter that Spain prints as NXX where another N could be meant
// (Doc 9303-3, section 6).
func spanish(issuer, name string) string {
	if issuer == "ESP" {
		return strings.ReplaceAll(name, "NXX", "Ñ")
	}
	return name
}

// codes are all codes of issuers and nationalities: ISO 3166-1 alpha-3 and those of Doc
// 9303-3, section 5.
const codes = "AFGALAALBDZAASMANDAGOAIAATAATGARGARMABWAUSAUTAZEBHSBHRBGDBRBBLRBELBLZBENBMUBTNBOLBESBIHBWABVTBRAIOTBRN" +
	"BGRBFABDICPVKHMCMRCANCYMCAFTCDCHLCHNCXRCCKCOLCOMCOGCODCOKCRICIVHRVCUBCUWCYPCZEDEUDNKDJIDMADOMECUEGYSLVGNQ" +
	"ERIESTSWZETHFLKFROFJIFINFRAGUFPYFATFGABGMBGEOGHAGIBGRCGRLGRDGLPGUMGTMGGYGINGNBGUYHTIHMDVATHNDHKGHUNISL" +
	"INDIDNIRNIRQIRLIMNISRITAJAMJPNJEYJORKAZKENKIRPRKKORKWTKGZLAOLVALBNLSOLBRLBYLIELTULUXMACMDGMWIMYSMDVMLI" +
	"MLTMHLMTQMRTMUSMYTMEXFSMMDAMCOMNGMNEMSRMARMOZMMRNAMNRUNPLNLDNCLNZLNICNERNGANIUNFKMKDMNPNOROMNPAKPLWPSE" +
	"PANPNGPRYPERPHLPCNPOLPRTPRIQATREUROURUSRWABLMSHNKNALCAMAFSPMVCTWSMSMRSTPSAUSENSRBSYCSLESGPSXMSVKSVNSLB" +
	"SOMZAFSGSSSDESPLKASDNSURSJMSWECHESYRTWNTJKTZATHATLSTGOTKLTONTTOTUNTURTKMTCATUVUGAUKRAREGBRUSAUMIURYUZB" +
	"VUTVENVNMVGBVIRWLFESHYEMZMBZWED<<BDRGBDGBNGBOGBPGBSEUERKSUNKUNOUNAUTOWSAXAAXBAXCCXCEXCOXDCXECXESXIMXMP" +
	"XOMXPOXSAXXAXXBXXCXXXIAO"
