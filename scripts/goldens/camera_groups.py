#!/usr/bin/env python3
"""How well like backgrounds tell that two clips are of one camera, on shared/data/footage, where the groups are known.

    /usr/bin/python3 scripts/goldens/camera_groups.py

The figures stand at `sameBackgroundBits` and `nearDuplicateBits` in src/training/dataset. Hashes as in fingerprint.py,
of 8 frames that ffmpeg takes at even distances. Prints for each number of bits how many pairs of clips have backgrounds
that close, of one group and of two, with precision and recall; the same for groups that follow from looks alone; and the
nearest frames of two groups.
"""

import csv
import subprocess
from pathlib import Path

import numpy as np

from fingerprint import grey, hash_of

FOOTAGE = Path(__file__).resolve().parents[3] / "shared" / "data" / "footage"
SIDE = 64


def planes(row):
    rate = 8 / float(row["duration_s"])
    command = ["ffmpeg", "-v", "error", "-i", FOOTAGE / row["path"]]
    command += ["-vf", f"fps={rate}:start_time=0:round=up,scale={SIDE}:{SIDE}:flags=area", "-frames:v", "8"]
    raw = subprocess.run(command + ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"], capture_output=True, check=True).stdout
    return [grey(frame) for frame in np.frombuffer(raw, np.uint8).reshape(-1, SIDE, SIDE, 3)]


def bits_apart(hashes):
    bits = np.array([[int(c) for c in f"{int(h, 16):064b}"] for h in hashes], np.int16)
    return bits.sum(1)[:, None] + bits.sum(1)[None] - 2 * bits @ bits.T


def clusters(close):
    labels = np.arange(len(close))
    for i in range(len(close)):
        for j in np.flatnonzero(close[i]):
            labels[labels == labels[j]] = labels[i]
    return labels


def main():
    rows = list(csv.DictReader((FOOTAGE / "clips.csv").open()))
    groups = np.array([row["camera_group"] for row in rows])
    frames = [planes(row) for row in rows]
    pairs = np.triu(np.ones((len(rows), len(rows)), bool), 1)
    same = (groups[:, None] == groups[None]) & pairs
    apart = bits_apart([hash_of(np.median(clip, axis=0), checked=False) for clip in frames])
    for limit in range(0, 21, 2):
        close = (apart <= limit) & pairs
        joined = clusters(apart <= limit)
        together = (joined[:, None] == joined[None]) & pairs
        hits, found = (close & same).sum(), (together & same).sum()
        print(
            f"{limit:2} bits: {hits} of one group, {(close & ~same).sum()} of two, precision {hits / max(1, close.sum()):.3f}, "
            f"recall {hits / same.sum():.3f}; groups by looks: precision {found / max(1, together.sum()):.3f}, "
            f"recall {found / same.sum():.3f}"
        )
    owner = np.repeat(np.arange(len(rows)), [len(clip) for clip in frames])
    nearest = bits_apart([hash_of(plane, checked=False) for clip in frames for plane in clip])
    nearest[groups[owner][:, None] == groups[owner][None]] = 64
    print(f"nearest frames of two groups: {nearest.min()} bits")


if __name__ == "__main__":
    main()
