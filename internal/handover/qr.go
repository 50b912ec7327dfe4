package handover

import "rsc.io/qr"

// Matrix encodes a text as a QR code: rows of modules, 1 for dark and 0 for light, without
// the quiet zone. Level M survives the loss of 15 % of its codewords.
func Matrix(text string) ([]string, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, err
	}
	rows := make([]string, code.Size)
	for y := range rows {
		row := make([]byte, code.Size)
		for x := range row {
			row[x] = '0'
			if code.Black(x, y) {
				row[x] = '1'
			}
		}
		rows[y] = string(row)
	}
	return rows, nil
}
