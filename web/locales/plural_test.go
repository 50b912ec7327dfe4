package locales

import "strings"

// pluralsOf returns the plural categories of whole numbers in a language (CLDR 47) besides
// "other". Messages count neither fractions nor millions, so the categories that only those
// have ("many" of French, Czech, Lithuanian) are left out. TestCatalog_plurals compares the
// result with the browser's.
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
