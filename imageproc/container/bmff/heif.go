package bmff

import (
	"bytes"
	"encoding/binary"

	"credential-capture/imageproc/container"
)

// heif is what a meta box says.
type heif struct {
	primary    uint32
	items      map[uint32]heifItem
	properties []heifProperty // numbered from 1 in associations
	used       []int          // indices of the primary item's properties, in the order to apply
	thumbnail  bool
}

type heifItem struct {
	kind, contentType string
	placed            bool     // has a location, in the file or in the meta box
	extents           []extent // in the file
}

// extent is a range of the file, in bytes.
type extent struct{ at, size int64 }

type heifProperty struct {
	name string
	body []byte
}

// parseHEIF reads as much of a meta box as it can; describe reports what is missing. Time and
// memory are proportional to the box, which is bounded.
func parseHEIF(meta []byte) *heif {
	h := &heif{items: make(map[uint32]heifItem)}
	boxes, _, _ := fullBox(meta)
	var associations [][]byte
	var locations []byte
	for name, body, ok := nextBox(&boxes); ok; name, body, ok = nextBox(&boxes) {
		switch name {
		case "pitm":
			c, version, _ := fullBox(body)
			h.primary = uint32(c.Uint(idSize(version, 1)))
		case "iinf":
			h.parseItems(body)
		case "iref":
			h.thumbnail = h.thumbnail || bytes.Contains(body, []byte("thmb"))
		case "iloc":
			locations = body
		case "iprp":
			c := container.Cursor{B: body}
			for name, body, ok := nextBox(&c); ok; name, body, ok = nextBox(&c) {
				switch name {
				case "ipco":
					h.parseProperties(body)
				case "ipma":
					associations = append(associations, body)
				}
			}
		}
	}
	for _, body := range associations { // some writers make one box for each item
		h.parseAssociations(body)
	}
	h.parseLocations(locations)
	return h
}

// idSize is the size of an item's number, in bytes: 4 from a version of its box on.
func idSize(version, grownIn int) int {
	if version < grownIn {
		return 2
	}
	return 4
}

func (h *heif) parseItems(body []byte) {
	c, version, _ := fullBox(body)
	c.Uint(idSize(version, 1)) // the number of entries
	for name, entry, ok := nextBox(&c); ok; name, entry, ok = nextBox(&c) {
		e, version, _ := fullBox(entry)
		if name != "infe" || version < 2 {
			continue
		}
		id := uint32(e.Uint(idSize(version, 3)))
		e.Take(2) // protection
		item := heifItem{kind: string(e.Take(4))}
		e.Text() // name
		if item.kind == "mime" {
			item.contentType = e.Text()
		}
		h.items[id] = item
	}
}

func (h *heif) parseProperties(body []byte) {
	c := container.Cursor{B: body}
	for name, body, ok := nextBox(&c); ok; name, body, ok = nextBox(&c) {
		h.properties = append(h.properties, heifProperty{name, body})
	}
}

func (h *heif) parseAssociations(body []byte) {
	c, version, flags := fullBox(body)
	for n := c.Uint(4); n > 0 && !c.Bad; n-- {
		id := uint32(c.Uint(idSize(version, 1)))
		for k := c.Uint(1); k > 0 && !c.Bad; k-- {
			index := int(c.Uint(1)) & 0x7f
			if flags&1 != 0 {
				index = index<<8 | int(c.Uint(1))
			}
			if id == h.primary && index >= 1 && index <= len(h.properties) {
				h.used = append(h.used, index-1)
			}
		}
	}
}

// parseLocations notes the extents of the items. Items in the meta box, and those made of
// other items, have none in the file.
func (h *heif) parseLocations(body []byte) {
	c, version, _ := fullBox(body)
	sizes := int(c.Uint(2))
	offsetSize, lengthSize, baseSize, indexSize := sizes>>12, sizes>>8&15, sizes>>4&15, sizes&15
	if offsetSize+lengthSize == 0 {
		return // extents without offset and length take no bytes here: any number would fit
	}
	for n := c.Uint(idSize(version, 2)); n > 0 && !c.Bad; n-- {
		id := uint32(c.Uint(idSize(version, 2)))
		method := uint64(0)
		if version >= 1 {
			method = c.Uint(2) & 15
		}
		c.Take(2) // data reference: this file
		base := c.Uint(baseSize)
		item := h.items[id]
		for k := c.Uint(2); k > 0 && !c.Bad; k-- {
			if version >= 1 {
				c.Take(indexSize)
			}
			at, size := base+c.Uint(offsetSize), c.Uint(lengthSize)
			item.placed = item.placed || !c.Bad
			if method == 0 && !c.Bad {
				item.extents = append(item.extents, extent{int64(at), int64(size)})
			}
		}
		h.items[id] = item
	}
}

// describe sets info from the primary item's properties.
func (h *heif) describe(info *container.Info) error {
	for _, i := range h.used {
		p := h.properties[i]
		switch {
		case p.name == "ispe" && len(p.body) >= 12:
			width, height := binary.BigEndian.Uint32(p.body[4:]), binary.BigEndian.Uint32(p.body[8:])
			if width > 1<<31-1 || height > 1<<31-1 {
				return container.Corrupt("a picture of %d × %d px", width, height)
			}
			info.Width, info.Height = int(width), int(height)
		case p.name == "irot" && len(p.body) >= 1:
			// Counter-clockwise quarters.
			info.Orientation = info.Orientation.Then(container.NewOrientation(-int(p.body[0]&3), false))
		case p.name == "imir" && len(p.body) >= 1:
			// Axis 0 exchanges top and bottom, 1 left and right.
			flip := container.Orientation(4)
			if p.body[0]&1 == 1 {
				flip = 2
			}
			info.Orientation = info.Orientation.Then(flip)
		case p.name == "pixi" && len(p.body) >= 6:
			info.BitDepth = int(p.body[5])
			if p.body[4] == 1 {
				info.Channels = 1
			}
		case p.name == "colr" && len(p.body) >= 4:
			kind := string(p.body[:4])
			info.Metadata.ICC = info.Metadata.ICC || kind == "prof" || kind == "rICC"
		}
	}
	for _, p := range h.properties {
		if p.name == "auxC" && (bytes.Contains(p.body, []byte("auxiliary:alpha\x00")) || bytes.Contains(p.body, []byte("hevc:2015:auxid:1\x00"))) {
			info.Alpha = true
		}
	}
	info.Metadata.Thumbnail = h.thumbnail
	if info.Width == 0 || info.Height == 0 {
		return container.Corrupt("the primary item has no size")
	}
	return nil
}
