package pdf

import (
	"compress/zlib"
	"io"

	"credential-capture/imageproc/container"
)

// maxInflated is how many bytes of a file are decompressed in all: a cross-reference stream
// takes 7 a row, an object stream about 100 an object.
const maxInflated = 8 << 20

// decode returns the data of a stream: deflated or plain, with a predictor of bytes. It is
// decrypted with the object's number num, unless that is negative: a cross-reference stream is
// never encrypted.
func (f *file) decode(o indirect, num int64) ([]byte, error) {
	dict, _ := o.value.(dictionary)
	if o.stream < 0 {
		return nil, container.Corrupt("a stream is missing")
	}
	filter, params := f.get(dict, "Filter"), f.get(dict, "DecodeParms")
	if list, ok := filter.([]any); ok && len(list) == 1 {
		filter = list[0]
		if list, ok := params.([]any); ok && len(list) == 1 {
			params = list[0]
		}
	}
	length, _ := toInt(f.get(dict, "Length"))
	var r io.Reader = &streamReader{f.r, o.stream}
	if f.decipher != nil && num >= 0 {
		r = f.decipher(r, num, length)
	}
	switch filter {
	case nameObject("FlateDecode"), nameObject("Fl"):
		z, err := zlib.NewReader(r)
		switch {
		case f.r.Err() != nil:
			return nil, f.r.Err()
		case err != nil:
			return nil, container.Corrupt("a stream that can't be decompressed")
		}
		r = z
	case nil:
		r = io.LimitReader(r, length)
	default:
		return nil, container.Corrupt("a cross-reference or object stream has an unknown filter")
	}
	// As in viewers, the data before an error count.
	data, _ := io.ReadAll(io.LimitReader(r, f.inflate+1))
	if f.inflate -= int64(len(data)); f.inflate < 0 {
		return nil, container.Corrupt("the structure takes over %d bytes", maxInflated)
	}
	if f.r.Err() != nil {
		return nil, f.r.Err()
	}
	p, _ := params.(dictionary)
	return unpredict(data, p)
}

// unpredict undoes the row filters of PNG and TIFF (7.4.4.4), in place.
func unpredict(data []byte, params dictionary) ([]byte, error) {
	predictor, ok := toInt(params["Predictor"])
	if !ok || predictor <= 1 {
		return data, nil
	}
	columns, ok := toInt(params["Columns"])
	if !ok || columns < 1 || columns > 64 {
		return nil, container.Corrupt("a predictor over %v columns", params["Columns"])
	}
	n := int(columns)
	if predictor < 10 { // TIFF's: differences from the left
		for i := range data {
			if i%n > 0 {
				data[i] += data[i-1]
			}
		}
		return data, nil
	}
	above := make([]byte, n)
	out := data[:0]
	for len(data) > n {
		kind, row := data[0], data[1:n+1]
		for i := range row {
			var left, corner byte
			if i > 0 {
				left, corner = row[i-1], above[i-1]
			}
			switch kind {
			case 1:
				row[i] += left
			case 2:
				row[i] += above[i]
			case 3:
				row[i] += byte((int(left) + int(above[i])) / 2)
			case 4:
				row[i] += paeth(left, above[i], corner)
			}
		}
		copy(above, row)
		data = data[n+1:]
		out = append(out, above...)
	}
	return out, nil
}

// paeth returns the neighbour nearest to left+up-corner.
func paeth(left, up, corner byte) byte {
	p := int(left) + int(up) - int(corner)
	dl, du, dc := abs(p-int(left)), abs(p-int(up)), abs(p-int(corner))
	switch {
	case dl <= du && dl <= dc:
		return left
	case du <= dc:
		return up
	}
	return corner
}

func abs(n int) int { return max(n, -n) }

// streamReader reads from an offset to the end of the file.
type streamReader struct {
	src *container.Reader
	off int64
}

func (r *streamReader) Read(p []byte) (int, error) {
	n := int(min(int64(len(p)), r.src.Size()-r.off, container.MaxPiece))
	if n <= 0 {
		return 0, io.EOF
	}
	b, err := r.src.Bytes(r.off, n)
	if err != nil {
		return 0, err
	}
	r.off += int64(n)
	return copy(p, b), nil
}
