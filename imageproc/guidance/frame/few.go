package frame

// SortFew sorts a few values by putting each where it belongs among those before it.
func SortFew(v []float64) {
	for i := range v {
		x, k := v[i], i
		for k > 0 && v[k-1] > x {
			v[k] = v[k-1]
			k--
		}
		v[k] = x
	}
}
