"""From a video file to the network's input: sampling, black bars, denoise, resize, normalise.

The app does the same in TypeScript; tests/fixtures/model holds the values both must give.

    python3 preprocess.py --data ../shared/data --sheet .scratch/pretrain/bars.png   # look at the crops
"""
import argparse
import os

import cv2
import numpy as np

WORKING_SHORT_SIDE = 256
BARS = {"frames": 8, "quantile": 0.8, "luma": 16, "maxFraction": 0.35}
MIN_AREA = 0.25
TIME_TOLERANCE = 1e-6


def working_image(rgb):
    """Short side reduced to at most 256 px (area); never enlarged."""
    h, w = rgb.shape[:2]
    short = min(h, w)
    if short <= WORKING_SHORT_SIDE:
        return rgb
    s = WORKING_SHORT_SIDE / short
    size = (max(1, round(w * s)), max(1, round(h * s)))
    return cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)


def sample(path, fps):
    """Frames of a clip at `fps`: for each interval [k/fps,(k+1)/fps) the first frame presented in it;
    an empty interval repeats the one before."""
    cap = cv2.VideoCapture(path)
    frames = []
    while cap.grab():
        k = int(np.floor((cap.get(cv2.CAP_PROP_POS_MSEC) / 1000.0 + TIME_TOLERANCE) * fps))
        if k < len(frames):
            continue
        ok, bgr = cap.retrieve()
        if not ok:
            continue
        rgb = working_image(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB))
        while frames and len(frames) < k:
            frames.append(frames[-1])
        while len(frames) <= k:
            frames.append(rgb)
    cap.release()
    return frames


def luma(frames):
    f = np.stack(frames).astype(np.float64)
    return np.floor(0.299 * f[..., 0] + 0.587 * f[..., 1] + 0.114 * f[..., 2] + 0.5).astype(np.uint8)


def quantile(values, q):
    """The value at index floor(q*(n-1)) of the sorted values."""
    v = np.sort(values, axis=None)
    return int(v[int(np.floor(q * (len(v) - 1)))])


def _run(dark, limit):
    n = 0
    while n < len(dark) and n < limit and dark[n]:
        n += 1
    return n


def bars(frames, rule=None):
    """(left, top, right, bottom) of the part without black bars, from the first `frames` sampled frames.

    Rows are judged over the whole width, then columns over the remaining rows. Nothing is cropped when
    the picture is dark as a whole or when less than a quarter of its area would remain.
    """
    rule = rule or BARS
    y = luma(frames[: rule["frames"]])
    n, h, w = y.shape
    q, limit = rule["quantile"], rule["luma"]
    whole = (0, 0, w, h)
    if quantile(y, q) <= limit:
        return whole
    rows = [quantile(y[:, i, :], q) <= limit for i in range(h)]
    most = int(np.floor(rule["maxFraction"] * h))
    top, bottom = _run(rows, most), h - _run(rows[::-1], most)
    cols = [quantile(y[:, top:bottom, j], q) <= limit for j in range(w)]
    most = int(np.floor(rule["maxFraction"] * w))
    left, right = _run(cols, most), w - _run(cols[::-1], most)
    if (right - left) * (bottom - top) < MIN_AREA * w * h:
        return whole
    return (left, top, right, bottom)


_weights = {}


def resize_weights(n, m):
    """[m,n] weights from n to m samples: overlap areas when reducing, half-pixel bilinear when enlarging."""
    if (n, m) in _weights:
        return _weights[n, m]
    a = np.zeros((m, n))
    for i in range(m):
        if m < n:
            lo, hi = i * n / m, (i + 1) * n / m
            for j in range(int(np.floor(lo)), min(n, int(np.ceil(hi)))):
                a[i, j] = max(0.0, min(hi, j + 1) - max(lo, j))
            a[i] /= a[i].sum()
        else:
            x = (i + 0.5) * n / m - 0.5
            j = int(np.floor(x))
            f = x - j
            a[i, min(max(j, 0), n - 1)] += 1 - f
            a[i, min(max(j + 1, 0), n - 1)] += f
    _weights[n, m] = a.astype(np.float32)
    return _weights[n, m]


def resize(rgb, size):
    """[h,w,3] to [size,size,3] float32, 0..255, aspect not kept."""
    h, w = rgb.shape[:2]
    x = rgb.astype(np.float32)
    x = np.tensordot(resize_weights(h, size), x, (1, 0))
    x = np.tensordot(resize_weights(w, size), x, (1, 1)).transpose(1, 0, 2)
    return np.ascontiguousarray(x, np.float32)


def crop(rgb, box, denoise="none"):
    left, top, right, bottom = box
    rgb = np.ascontiguousarray(rgb[top:bottom, left:right])
    return cv2.medianBlur(rgb, 3) if denoise == "median3" else rgb


def normalise(x):
    return x * np.float32(1 / 127.5) - np.float32(1)


def network_input(frames, size, denoise="none"):
    """[N,size,size,3] float32 in -1..1 from sampled working images of one clip."""
    box = bars(frames)
    return np.stack([normalise(resize(crop(f, box, denoise), size)) for f in frames])


def sheet(data, out):
    """A contact sheet of one clip per group with the crop box drawn: for choosing the rule by eye."""
    import csv

    seen, tiles = set(), []
    for row in csv.DictReader(open(os.path.join(data, "footage", "clips.csv"))):
        if row["camera_group"] in seen:
            continue
        seen.add(row["camera_group"])
        frames = sample(os.path.join(data, "footage", row["path"]), 8)[:8]
        if not frames:
            continue
        left, top, right, bottom = bars(frames)
        f = frames[-1].copy()
        h, w = f.shape[:2]
        cut = (left, top, right, bottom) != (0, 0, w, h)
        cv2.rectangle(f, (left, top), (right - 1, bottom - 1), (0, 255, 0) if cut else (90, 90, 90), 2)
        s = min(200 / w, 150 / h)
        f = cv2.resize(f, (int(w * s), int(h * s)), interpolation=cv2.INTER_AREA)
        tile = np.full((166, 204, 3), (170, 0, 170), np.uint8)
        tile[: f.shape[0], : f.shape[1]] = f[..., ::-1]
        cv2.putText(tile, row["camera_group"][:30], (1, 162), cv2.FONT_HERSHEY_SIMPLEX, 0.33, (255,) * 3, 1)
        tiles.append((not cut, tile))
    tiles = [t for _, t in sorted(tiles, key=lambda t: t[0])]
    tiles += [np.zeros_like(tiles[0])] * (-len(tiles) % 12)
    cv2.imwrite(out, np.vstack([np.hstack(tiles[i : i + 12]) for i in range(0, len(tiles), 12)]))


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--data", default="../shared/data")
    p.add_argument("--sheet", required=True)
    a = p.parse_args()
    sheet(a.data, a.sheet)
