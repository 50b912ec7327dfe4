package selftest

import "encoding/json"

// Set returns the pictures as the page reads them: index is pictures.json, which gives
// each picture's offset in data, pictures.bin. Two requests load all of them.
func Set() (index, data []byte, err error) {
	list := Pictures()
	for i := range list {
		list[i].At, list[i].Size = len(data), len(list[i].Content)
		data = append(data, list[i].Content...)
	}
	index, err = json.Marshal(list)
	return index, data, err
}
