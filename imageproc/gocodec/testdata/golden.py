#!/usr/bin/env python3
"""Makes golden/ and golden.tsv: small pictures of every kind that package gocodec decodes, and what
programs of others decode them to. Debian 12: Pillow 9.4.0, libtiff-tools 4.5.0, ImageMagick 6.9.11,
webp 1.2.4 (dwebp, cwebp). Run it in this folder."""
import hashlib, os, shutil, struct, subprocess, sys, tempfile
from PIL import Image, ImageFilter

out, tmp = 'golden', tempfile.mkdtemp()
shutil.rmtree(out, ignore_errors=True)
os.mkdir(out)
rows, wanted = [], {}


def path(name):
    return os.path.join(tmp, name)


def sh(*command):
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def decoded(file, by):
    """Returns the px of a file as another program decodes it, on white."""
    if by == 'tiff2rgba':
        sh('tiff2rgba', '-c', 'none', '-r', '100000', file, path('decoded.tif'))
        b = open(path('decoded.tif'), 'rb').read()
        at, = struct.unpack_from('<I', b, 4)
        tags = {}
        for i in range(struct.unpack_from('<H', b, at)[0]):
            tag, kind, _, value = struct.unpack_from('<HHII', b, at + 2 + 12 * i)
            tags[tag] = value & 0xffff if kind == 3 else value
        size = tags[256], tags[257]
        data = b[tags[273]:][:4 * size[0] * size[1]]
        if tags.get(266) == 2:  # tiff2rgba keeps the order of bits
            data = bytes(int(f'{c:08b}'[::-1], 2) for c in data)
        # libtiff multiplies colours by alpha; add what is left of white.
        px = bytearray()
        for i in range(0, len(data), 4):
            a = data[i + 3]
            px += bytes(min(255, c + 255 - a) for c in data[i:i + 3])
        return Image.frombytes('RGB', size, bytes(px))
    if by == 'dwebp':
        sh('dwebp', file, '-o', path('d.png'))
        img = Image.open(path('d.png')).convert('RGBA')
    elif by == 'convert':
        sh('convert', file + '[0]', '-depth', '8', 'PNG32:' + path('d.png'))
        img = Image.open(path('d.png')).convert('RGBA')
    else:
        img = Image.open(file).convert('RGBA')
    white = Image.new('RGBA', img.size, 'white')
    return Image.alpha_composite(white, img).convert('RGB')


def add(name, file, made, by, off=1):
    """Adds a file: its name, where it is, how it was made, the decoder, and by how many levels px may be off."""
    img = decoded(file, by)
    key = hashlib.sha1(img.tobytes()).hexdigest()
    if key not in wanted:
        wanted[key] = 'want-%02d.png' % len(wanted)
        img.save(os.path.join(out, wanted[key]), optimize=True)
    shutil.copy(file, os.path.join(out, name))
    rows.append((name, wanted[key], str(off), made, by))


def tool(name, *command, by='tiff2rgba', off=1):
    """Adds what a command makes; it gets the output as its last argument."""
    file = path(name)
    try:
        sh(*command, file)
    except subprocess.CalledProcessError:
        return print('not made:', name, *command)
    add(name, file, ' '.join(os.path.basename(c) for c in command), by, off)


W, H = 37, 29
rgba = Image.new('RGBA', (W, H))
for y in range(H):
    for x in range(W):
        rgba.putpixel((x, y), (x * 7 % 256, y * 9 % 256, (x * y) % 256, 255 if x < 12 else min(255, 20 * abs(y - 14))))
for x in range(4):
    for y in range(4):
        rgba.putpixel((x, y), (0, 0, 0, 255))
        rgba.putpixel((W - 1 - x, y), (255, 255, 255, 255))
        rgba.putpixel((x, H - 1 - y), (255, 0, 0, 255))
        rgba.putpixel((W - 1 - x, H - 1 - y), (0, 0, 255, 255))
rgb = rgba.convert('RGB')
grey = rgb.convert('L')
bits = grey.point(lambda v: 255 if v > 100 else 0).convert('1')
wide = Image.new('1', (1800, 6), 1)  # runs that take several codes
for x in range(1800):
    for y in range(6):
        wide.putpixel((x, y), 0 if (x + 5 * y) % 1790 < 1200 * (y % 2) + 3 * y else 1)
smooth = rgb.filter(ImageFilter.GaussianBlur(3))
palette = rgb.quantize(200)
for name, img in {'rgba': rgba, 'rgb': rgb, 'smooth': smooth, 'grey': grey, 'bits': bits, 'palette': palette, 'wide': wide, 'cmyk': rgb.convert('CMYK')}.items():
    img.save(path(name + '.tif'))
    add('%s.tif' % name, path(name + '.tif'), 'Pillow', 'tiff2rgba')
    if img.mode != 'CMYK':
        img.save(path(name + '.png'))

# Codings, orders and layouts by libtiff's tiffcp.
for base in 'rgb', 'grey', 'bits', 'palette', 'rgba', 'cmyk':
    for coding in 'lzw', 'zip', 'packbits':
        tool(f'{base}-{coding}.tif', 'tiffcp', '-c', coding, path(base + '.tif'))
for base in 'rgb', 'rgba', 'cmyk':
    tool(f'{base}-planar-strip.tif', 'tiffcp', '-p', 'separate', '-c', 'none', path(base + '.tif'))
    tool(f'{base}-planar-lzw.tif', 'tiffcp', '-p', 'separate', '-c', 'lzw', '-r', '5', path(base + '.tif'))
    tool(f'{base}-planar-tile.tif', 'tiffcp', '-p', 'separate', '-c', 'none', '-t', '-w', '64', '-l', '64', path(base + '.tif'))
    tool(f'{base}-tiles.tif', 'tiffcp', '-c', 'zip', '-t', '-w', '16', '-l', '16', path(base + '.tif'))
    tool(f'{base}-planar-tiles.tif', 'tiffcp', '-p', 'separate', '-c', 'zip', '-t', '-w', '16', '-l', '16', path(base + '.tif'))
for base in 'rgb', 'grey':
    tool(f'{base}-lzw-differences.tif', 'tiffcp', '-c', 'lzw:2', '-r', '7', path(base + '.tif'))
    tool(f'{base}-zip-differences.tif', 'tiffcp', '-c', 'zip:2', '-t', '-w', '16', '-l', '16', path(base + '.tif'))
tool('rgb-planar-differences.tif', 'tiffcp', '-p', 'separate', '-c', 'lzw:2', path('rgb.tif'))
for base in 'bits', 'wide':
    for coding in 'g3:1d', 'g3:2d', 'g3:1d:fill', 'g3:2d:fill', 'g4':
        for order in 'msb2lsb', 'lsb2msb':
            tool(f'{base}-{coding.replace(":", "-")}-{order}.tif', 'tiffcp', '-c', coding, '-f', order, '-r', '11', path(base + '.tif'))
for coding in 'none', 'lzw', 'zip', 'packbits':
    tool(f'bits-{coding}-lsb2msb.tif', 'tiffcp', '-c', coding, '-f', 'lsb2msb', path('bits.tif'))
    tool(f'rgb-{coding}-lsb2msb.tif', 'tiffcp', '-c', coding, '-f', 'lsb2msb', path('rgb.tif'))
tool('rgb-big-endian.tif', 'tiffcp', '-B', path('rgb.tif'))
for order in '-L', '-B':
    tool(f'bigtiff{order}.tif', 'tiffcp', '-8', order, '-r', '4', path('rgb.tif'))
    tool(f'bigtiff-one-strip{order}.tif', 'tiffcp', '-8', order, '-r', '100', path('grey.tif'))
# JPEG in TIFF: libjpeg interpolates chroma.
for base, coding, off in ('smooth', 'jpeg:90', 30), ('rgb', 'jpeg:r:90', 3), ('grey', 'jpeg:90', 3):
    tool(f'{base}-{coding.replace(":", "-")}.tif', 'tiffcp', '-c', coding, '-r', '16', path(base + '.tif'), off=off)
    tool(f'{base}-{coding.replace(":", "-")}-tiles.tif', 'tiffcp', '-c', coding, '-t', '-w', '16', '-l', '16', path(base + '.tif'), off=off)
tool('rgb-jpeg-planar.tif', 'tiffcp', '-c', 'jpeg:r:90', '-p', 'separate', path('rgb.tif'), off=3)
tool('cmyk-jpeg.tif', 'tiffcp', '-c', 'jpeg:90', path('cmyk.tif'), off=3)


def write(name, tags, data):
    """Writes a TIFF of one strip; values that aren't one number are packed bytes."""
    at = 8 + len(data) + len(data) % 2
    file = b'II*\0' + struct.pack('<I', at) + data + b'\0' * (len(data) % 2)
    entries, more = b'', b''
    place = at + 2 + 12 * (len(tags) + 2) + 4
    for tag, kind, value in sorted(tags + [(273, 4, 8), (279, 4, len(data))]):
        count = 1
        if isinstance(value, bytes):
            count = len(value) // {3: 2, 4: 4, 5: 8}[kind]
            if len(value) <= 4:
                value, = struct.unpack('<I', value.ljust(4, b'\0'))
            else:
                more, value = more + value, place + len(more)
        entries += struct.pack('<HHII', tag, kind, count, value)
    open(path(name), 'wb').write(file + struct.pack('<H', len(tags) + 2) + entries + b'\0\0\0\0' + more)


# YCbCr by hand, as libtiff has no writer of it.
ycc = rgb.convert('YCbCr')
eight = struct.pack('<HHH', 8, 8, 8)
for h, v in (1, 1), (2, 1), (2, 2), (4, 2), (1, 2), (4, 4):
    data = b''
    for y in range(0, H, v):
        for x in range(0, W, h):
            unit = [ycc.getpixel((min(x + i, W - 1), min(y + j, H - 1))) for j in range(v) for i in range(h)]
            data += bytes(px[0] for px in unit) + bytes([unit[0][1], unit[0][2]])
    tags = [(256, 3, W), (257, 3, H), (258, 3, eight), (259, 3, 1), (262, 3, 6), (277, 3, 3), (278, 3, H), (530, 3, struct.pack('<HH', h, v))]
    write('y.tif', tags, data)
    add(f'ycbcr-{h}{v}.tif', path('y.tif'), 'golden.py', 'tiff2rgba', 2)
    for coding in ('packbits', 'lzw', 'zip') if h * v == 1 else ():  # tiffcp copies no subsampled YCbCr
        tool(f'ycbcr-{h}{v}-{coding}.tif', 'tiffcp', '-c', coding, path('y.tif'), off=2)
    studio = [(532, 5, struct.pack('<12I', 15, 1, 235, 1, 128, 1, 240, 1, 128, 1, 240, 1))]
    hd = [(529, 5, struct.pack('<6I', 2126, 10000, 7152, 10000, 722, 10000))]
    for name, more in ('studio', studio), ('bt709', hd):
        if (h, v) == (2, 2):
            write('y.tif', tags + more, data)
            add(f'ycbcr-{name}.tif', path('y.tif'), 'golden.py', 'tiff2rgba', 4)
# CCITT by Pillow, whose black is zero; "tiff_ccitt" is modified Huffman.
for base, img in ('bits', bits), ('wide', wide):
    for coding in 'group3', 'group4', 'tiff_ccitt':
        img.save(path('p.tif'), compression=coding)
        add(f'{base}-pillow-{coding}.tif', path('p.tif'), f'Pillow, compression={coding}', 'tiff2rgba')
# Depths and polarities by ImageMagick.
for depth in 1, 2, 4, 8, 16:
    for polarity in 'min-is-black', 'min-is-white':
        for endian in ('LSB', 'MSB') if depth == 16 else ('LSB',):
            tool(f'grey-{depth}-{polarity}-{endian}.tif', 'convert', path('grey.png'), '-depth', str(depth), '-type', 'Grayscale', '-define', 'quantum:polarity=' + polarity,
                 '-endian', endian, '-compress', 'None')
tool('grey-12.tif', 'convert', path('grey.png'), '-depth', '12', '-compress', 'None', by='convert')
tool('rgb-12.tif', 'convert', path('rgb.png'), '-depth', '12', '-compress', 'None', by='convert')
tool('rgb-4.tif', 'convert', path('rgb.png'), '-depth', '4', '-compress', 'None', by='convert', off=9)
tool('rgb-16-zip.tif', 'convert', path('rgb.png'), '-depth', '16', '-compress', 'Zip')
tool('rgb-16-lzw.tif', 'convert', path('rgb.png'), '-depth', '16', '-compress', 'LZW', '-endian', 'MSB')
tool('rgba-16.tif', 'convert', path('rgba.png'), '-depth', '16', '-compress', 'None')
tool('rgba-associated.tif', 'convert', path('rgba.png'), '-alpha', 'associate', '-define', 'tiff:alpha=associated', '-compress', 'None')
tool('grey-alpha.tif', 'convert', path('rgba.png'), '-colorspace', 'Gray', '-type', 'GrayscaleMatte', '-compress', 'None', by='convert', off=2)
for colours in 4, 16:
    tool(f'palette-{colours}.tif', 'convert', path('rgb.png'), '-colors', str(colours), '-type', 'Palette', '-compress', 'None')
# Lossy and lossless WebP.
for name, args in {'webp': (), 'webp-q10': ('-q', '10'), 'webp-strong': ('-f', '100', '-strong'), 'webp-simple': ('-f', '60', '-nostrong'),
                   'webp-sharp': ('-sharp_yuv',), 'webp-segments': ('-segments', '4', '-q', '60'), 'webp-lossless': ('-lossless',)}.items():
    tool(f'{name}.webp', 'cwebp', *args, path('rgb.png'), '-o', by='dwebp')
tool('webp-alpha.webp', 'cwebp', path('rgba.png'), '-o', by='dwebp', off=2)
tool('webp-alpha-raw.webp', 'cwebp', '-alpha_method', '0', path('rgba.png'), '-o', by='dwebp', off=2)
tool('webp-alpha-lossless.webp', 'cwebp', '-lossless', path('rgba.png'), '-o', by='dwebp', off=2)
for size in ('1x1', '2x2', '1x9', '16x1'):
    sh('convert', path('rgb.png'), '-resize', size + '!', path('small.png'))
    tool(f'webp-{size}.webp', 'cwebp', path('small.png'), '-o', by='dwebp')
# The others.
for kind in 'BMP', 'BMP3':
    tool(f'rgb-{kind}.bmp', 'convert', path('rgb.png'), *(['-define', 'bmp:format=' + kind.lower()] if kind != 'BMP' else []), by='Pillow')
for base in 'grey', 'bits', 'palette':
    tool(f'{base}.bmp', 'convert', path(base + '.png'), '-compress', 'None', by='Pillow')
tool('rgba.bmp', 'convert', path('rgba.png'), by='convert', off=2)
for base in 'palette', 'grey', 'bits', 'rgba':
    tool(f'{base}.gif', 'convert', path(base + '.png'), by='Pillow')
for base in 'palette', 'grey', 'bits', 'rgba', 'rgb':
    tool(f'{base}-interlaced.png', 'convert', path(base + '.png'), '-interlace', 'PNG', by='Pillow', off=2)

# Old-style JPEG: a whole JFIF file within.
rgb.save(path('o.jpg'), quality=90, subsampling=0)
jpeg = open(path('o.jpg'), 'rb').read()
tags = [(256, 3, W), (257, 3, H), (258, 3, eight), (259, 3, 6), (262, 3, 6), (277, 3, 3), (513, 4, 8), (514, 4, len(jpeg))]
write('old.tif', tags, jpeg)
img = Image.open(path('o.jpg')).convert('RGB')
key = hashlib.sha1(img.tobytes()).hexdigest()
wanted[key] = 'want-%02d.png' % len(wanted)
img.save(os.path.join(out, wanted[key]), optimize=True)
shutil.copy(path('old.tif'), os.path.join(out, 'old-jpeg.tif'))
rows.append(('old-jpeg.tif', wanted[key], '3', 'golden.py, around a JPEG of Pillow', 'Pillow, of the JPEG'))

# Runs of 0 px in the row above, which ImageGear writes: 10 white, 0 black, 5 white and 3 black of 24 px.
code = '001' '00111' '0000110111' '001' '1100' '10' '1' + '111' + '000000000001' * 2
data = int(code.ljust(64, '0'), 2).to_bytes(8, 'big')
write('f.tif', [(256, 3, 24), (257, 3, 2), (258, 3, 1), (259, 3, 4), (262, 3, 0), (277, 3, 1), (278, 3, 2)], data)
add('empty-runs.tif', path('f.tif'), 'golden.py', 'tiff2rgba')
# Alpha without a tag that says so.
write('a.tif', [(256, 3, W), (257, 3, H), (258, 3, eight + b'\x08\0'), (259, 3, 1), (262, 3, 2), (277, 3, 4), (278, 3, H)], rgba.tobytes())
add('rgba-untold.tif', path('a.tif'), 'golden.py', 'tiff2rgba')
# Other BMPs.
for base in 'grey', 'palette':
    tool(f'{base}-rle.bmp', 'convert', path(base + '.png'), '-compress', 'RLE', by='Pillow')
for kind in 'RGB565', 'RGB555', 'XRGB8888':
    tool(f'rgba-{kind}.bmp', 'convert', path('rgba.png'), '-define', 'bmp:subtype=' + kind, by='convert', off=2)
tool('rgb-os2.bmp', 'convert', path('rgb.png'), '-define', 'bmp:format=bmp2', by='Pillow')

with open('golden.tsv', 'w') as f:
    f.write('file\twant\toff\tmade by\tdecoded by\n')
    for row in sorted(rows):
        f.write('\t'.join(row) + '\n')
shutil.rmtree(tmp)
