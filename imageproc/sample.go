package imageproc

// sampleSide is the side of a sample, in px: large enough that the tables of a JPEG
// and its first blocks don't count, small enough to be encoded in 15 ms.
const sampleSide = 1024

// sampleTile is the side of one tile, in px: a multiple of 16, so that a block of a
// JPEG with halved colours never lies across two of them. Many small tiles meet more
// of what a picture has than few large ones.
const sampleTile = 64

// Tile is a square of a picture and where it goes in its sample, in px.
type Tile struct{ X, Y, ToX, ToY, Side int }

// sampleTiles spreads the tiles of a sample over a picture: one in each cell of a
// grid, somewhere in it, so that what is laid out in rows and columns, as a document
// is, meets no row or column of theirs. They lie at multiples of 16 px, where the
// picture's own blocks do, and always at the same ones.
func sampleTiles(of Size) []Tile {
	const n = sampleSide / sampleTile
	tiles := make([]Tile, 0, n*n)
	dice := uint32(1)
	for row := range n {
		for column := range n {
			dice = dice*1664525 + 1013904223 // Numerical Recipes' generator
			tiles = append(tiles, Tile{
				X: within16(of.Width, column, n, dice>>24), Y: within16(of.Height, row, n, dice>>16&0xff),
				ToX: column * sampleTile, ToY: row * sampleTile, Side: sampleTile,
			})
		}
	}
	return tiles
}

// within16 is where the i-th of n tiles begins on a side, thrown is 0 to 255.
func within16(side, i, n int, thrown uint32) int {
	start, room := i*side/n, max(0, side/n-sampleTile)
	at := start + room*int(thrown)/255
	return min(at, max(0, side-sampleTile)) &^ 15
}

// worthSampling reports whether a sample is so much smaller than the picture that
// encoding it costs nothing beside the picture itself.
func worthSampling(s Size) bool {
	return int64(s.Width)*int64(s.Height) >= 3*sampleSide*sampleSide && min(s.Width, s.Height) >= sampleTile
}
