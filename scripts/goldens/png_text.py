#!/usr/bin/env python3
"""Writes tests/fixtures/export/png-text.json: iTXt chunks as PNG (W3C 2003, 11.3.4.5) has them, by zlib's CRC.

With `check FILE...` it reads PNG files instead: checks signature, order, every CRC and the length of the picture data,
and prints the texts. Standard library only; run from the repository root.
"""

import json
import pathlib
import struct
import sys
import zlib

TEXTS = [
    ("Title", "yard.mp4 at 00:00:01.500"),
    ("Software", "Vigil 0.1.0"),
    ("Source", "Überwachung – Hof 東.mp4"),
    ("Source SHA-256", "ab" * 32),
    ("Comment", ""),
]


def chunk(keyword, text):
    body = b"iTXt" + keyword.encode("latin-1") + b"\0\0\0\0\0" + text.encode()
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))


def check(path):
    data = pathlib.Path(path).read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n", "signature"
    at, kinds, pixels, texts = 8, [], b"", {}
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        body = data[at + 4 : at + 8 + length]
        assert struct.unpack_from(">I", data, at + 8 + length)[0] == zlib.crc32(body), "checksum"
        kind = body[:4].decode()
        kinds.append(kind)
        if kind == "IHDR":
            width, height, depth, colour = struct.unpack_from(">IIBB", body, 4)
        if kind == "IDAT":
            pixels += body[4:]
        if kind == "iTXt":
            keyword, rest = body[4:].split(b"\0", 1)
            assert rest[:4] == b"\0\0\0\0", "compressed or in a language"
            texts[keyword.decode("latin-1")] = rest[4:].decode()
        at += 12 + length
    assert kinds[0] == "IHDR" and kinds[-1] == "IEND" and at == len(data), "order"
    row = 1 + (width * depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour] + 7) // 8
    assert len(zlib.decompress(pixels)) == row * height, "picture data"
    print(json.dumps({"file": path, "size": [width, height], "texts": texts}, ensure_ascii=False))


if sys.argv[1:2] == ["check"]:
    for name in sys.argv[2:]:
        check(name)
else:
    rows = [{"keyword": k, "text": t, "chunk": chunk(k, t).hex()} for k, t in TEXTS]
    target = pathlib.Path("tests/fixtures/export/png-text.json")
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps({"chunks": rows}, ensure_ascii=False, indent=1) + "\n")
