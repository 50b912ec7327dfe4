package jpeg

import "credential-capture/imageproc/container"

// tables is which tables have been defined so far.
type tables struct {
	dc, ac, quant tableSet
	restart       bool // scans hold restart markers
}

// tableSet is a set of table numbers, 0 to 3.
type tableSet uint8

func (s tableSet) has(n byte) bool { return n < 4 && s&(1<<n) != 0 }

// takeHuffman reads a DHT segment: tables of 16 counts and as many symbols.
func (t *tables) takeHuffman(b []byte) error {
	if len(b) == 0 {
		return container.Corrupt("an empty DHT segment")
	}
	for len(b) > 0 {
		if len(b) < 17 {
			return container.Corrupt("a Huffman table of %d bytes", len(b))
		}
		class, number := b[0]>>4, b[0]&15
		symbols, codes := 0, 0 // codes counts in units of the longest ones
		for i, n := range b[1:17] {
			symbols += int(n)
			codes += int(n) << (15 - i)
		}
		if class > 1 || number > 3 || symbols == 0 || symbols > 256 || codes > 1<<16 || len(b) < 17+symbols {
			return container.Corrupt("Huffman table %#x with %d symbols", b[0], symbols)
		}
		if class == 0 {
			t.dc |= 1 << number
		} else {
			t.ac |= 1 << number
		}
		b = b[17+symbols:]
	}
	return nil
}

// takeQuantization reads a DQT segment: tables of 64 divisors of 8 or 16 bits. It returns the
// quality if table 0 is defined for the first time.
func (t *tables) takeQuantization(b []byte) (quality float64, err error) {
	if len(b) == 0 {
		return 0, container.Corrupt("an empty DQT segment")
	}
	for len(b) > 0 {
		precision, number := int(b[0]>>4), b[0]&15
		n := 64 * (precision + 1)
		if precision > 1 || number > 3 || len(b) < 1+n {
			return 0, container.Corrupt("quantization table %#x of %d bytes", b[0], len(b)-1)
		}
		if number == 0 && precision == 0 && !t.quant.has(0) {
			quality = estimateQuality(b[1:65])
		}
		t.quant |= 1 << number
		b = b[1+n:]
	}
	return quality, nil
}

// estimateQuality returns the quality, 0.01 to 1, at which libjpeg's luminance table has the
// same sum. For encoders with tables of their own it says how coarse these are.
func estimateQuality(luminance []byte) float64 {
	const annexK = 3688 // the sum of T.81's table K.1, which is libjpeg's at 0.5
	sum := 0
	for _, q := range luminance {
		sum += int(q)
	}
	scale := 100 * float64(sum) / annexK
	if scale > 100 {
		return max(0.01, 50/scale)
	}
	return min(1, (200-scale)/200)
}
