package locales

import "strings"

// pluralsOf says which plurals whole numbers take in a language (CLDR 47), besides
// "other", which every plural needs. Fractions and millions are never counted here,
// so what only they take ("many" of French, Czech or Lithuanian) isn't asked for.
// That browsers agree is tested in e2e.
func pluralsOf(code string) []string {
	language, _, _ := strings.Cut(code, "-")
	switch language {
	case "id", "ja", "km", "ko", "lo", "ms", "my", "th", "vi", "zh":
		return nil
	case "ar":
		return []string{"zero", "one", "two", "few", "many"}
	case "he":
		return []string{"one", "two"}
	case "sl":
		return []string{"one", "two", "few"}
	case "lv":
		return []string{"zero", "one"}
	case "pl", "ru", "uk", "be":
		return []string{"one", "few", "many"}
	case "bs", "cs", "hr", "lt", "ro", "sk", "sr":
		return []string{"one", "few"}
	}
	return []string{"one"}
}

// rightToLeft are the languages whose script runs from right to left.
var rightToLeft = []string{"ar", "fa", "he", "ps", "ur", "yi"}
