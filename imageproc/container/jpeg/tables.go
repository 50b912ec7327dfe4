package jpeg

import "credential-capture/imageproc/container"

// tables is which tables have been defined so far.
type tables struct {
	dc, ac, quant tableSet
	restart       uint16         // MCUs between two restart markers, 0 for none
	codes         *[2][4]huffman // DC and AC, for a walk
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
		if t.codes != nil {
			t.codes[class][number].set(b[1:17], b[17:17+symbols])
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

// standardHuffman is the DHT segment's body that Motion JPEG leaves out: T.81's tables K.3 to K.6.
const standardHuffman = "" +
	"\x00\x00\x01\x05\x01\x01\x01\x01\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b" +
	"\x01\x00\x03\x01\x01\x01\x01\x01\x01\x01\x01\x01\x00\x00\x00\x00\x00\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b" +
	"\x10\x00\x02\x01\x03\x03\x02\x04\x03\x05\x05\x04\x04\x00\x00\x01\x7d\x01\x02\x03\x00\x04\x11\x05" +
	"\x12\x21\x31\x41\x06\x13\x51\x61\x07\x22\x71\x14\x32\x81\x91\xa1\x08\x23\x42\xb1\xc1\x15\x52\xd1" +
	"\xf0\x24\x33\x62\x72\x82\x09\x0a\x16\x17\x18\x19\x1a\x25\x26\x27\x28\x29\x2a\x34\x35\x36\x37\x38" +
	"\x39\x3a\x43\x44\x45\x46\x47\x48\x49\x4a\x53\x54\x55\x56\x57\x58\x59\x5a\x63\x64\x65\x66\x67\x68" +
	"\x69\x6a\x73\x74\x75\x76\x77\x78\x79\x7a\x83\x84\x85\x86\x87\x88\x89\x8a\x92\x93\x94\x95\x96\x97" +
	"\x98\x99\x9a\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xb2\xb3\xb4\xb5\xb6\xb7\xb8\xb9\xba\xc2\xc3\xc4" +
	"\xc5\xc6\xc7\xc8\xc9\xca\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xd9\xda\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9" +
	"\xea\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa" +
	"\x11\x00\x02\x01\x02\x04\x04\x03\x04\x07\x05\x04\x04\x00\x01\x02\x77\x00\x01\x02\x03\x11\x04\x05" +
	"\x21\x31\x06\x12\x41\x51\x07\x61\x71\x13\x22\x32\x81\x08\x14\x42\x91\xa1\xb1\xc1\x09\x23\x33\x52" +
	"\xf0\x15\x62\x72\xd1\x0a\x16\x24\x34\xe1\x25\xf1\x17\x18\x19\x1a\x26\x27\x28\x29\x2a\x35\x36\x37" +
	"\x38\x39\x3a\x43\x44\x45\x46\x47\x48\x49\x4a\x53\x54\x55\x56\x57\x58\x59\x5a\x63\x64\x65\x66\x67" +
	"\x68\x69\x6a\x73\x74\x75\x76\x77\x78\x79\x7a\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x92\x93\x94\x95" +
	"\x96\x97\x98\x99\x9a\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xb2\xb3\xb4\xb5\xb6\xb7\xb8\xb9\xba\xc2" +
	"\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xd9\xda\xe2\xe3\xe4\xe5\xe6\xe7\xe8" +
	"\xe9\xea\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa"
