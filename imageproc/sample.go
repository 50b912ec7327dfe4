package imageproc

// SampleSide is the side of a sample, in px: large enough that the tables of a JPEG
// and its first blocks don't count, small enough to be encoded in 15 ms.
const SampleSide = 1024

// sampleTile is the side of one tile, in px: a multiple of 16, so that a block of a
// JPEG with halved colours never lies across two of them. Many small tiles meet more
// of what a picture has than few large ones.
const sampleTile = 64

// Tile is a square of a picture and where it goes in its sample, in px.
type Tile struct{ X, Y, ToX, ToY, Side int }

// SampleTiles spreads the tiles of a sample evenly over a picture. They lie at
// multiples of 16 px, where the picture's own blocks do.
func SampleTiles(of Size) []Tile {
	const n = SampleSide / sampleTile
	tiles := make([]Tile, 0, n*n)
	for row := range n {
		for column := range n {
			tiles = append(tiles, Tile{
				X: spread(of.Width, column, n), Y: spread(of.Height, row, n),
				ToX: column * sampleTile, ToY: row * sampleTile, Side: sampleTile,
			})
		}
	}
	return tiles
}

// spread is where the i-th of n tiles begins on a side: in the middle of the i-th of n
// equal parts.
func spread(side, i, n int) int {
	middle := (2*i + 1) * side / (2 * n)
	return min(max(0, middle-sampleTile/2), max(0, side-sampleTile)) &^ 15
}

// worthSampling reports whether a sample is so much smaller than the picture that
// encoding it costs nothing beside the picture itself.
func worthSampling(s Size) bool {
	return int64(s.Width)*int64(s.Height) >= 3*SampleSide*SampleSide && min(s.Width, s.Height) >= sampleTile
}
