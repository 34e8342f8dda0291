"""Reads the footage and stills once into memory-mapped arrays of network-sized frames.

    python3 data.py --data ../shared/data --cache .scratch/pretrain/cache

Writes clips-<size>.npy and stills-<size>.npy ([N,size,size,3] uint8, bars cropped, area resized) and
index.json (for each clip its rows, first frame and number of frames at 8 per second).
"""
import argparse
import csv
import json
import os
from concurrent.futures import ProcessPoolExecutor

import cv2
import numpy as np

import preprocess

LABELS = ["Accident", "Burglary", "Fighting", "Fire", "Normal", "Shooting"]
NORMAL = LABELS.index("Normal")
CACHE_FPS = 8
SIZES = (160, 192)


def read_csv(path):
    with open(path, newline="") as f:
        return list(csv.DictReader(f))


def clip_rows(data):
    return read_csv(os.path.join(data, "footage", "clips.csv"))


def still_rows(data):
    return read_csv(os.path.join(data, "images", "images.csv"))


def _frames(images):
    box = preprocess.bars(images)
    images = [preprocess.crop(f, box) for f in images]
    return [np.stack([np.rint(preprocess.resize(f, s)).astype(np.uint8) for f in images]) for s in SIZES]


def _clip(path):
    cv2.setNumThreads(1)
    return _frames(preprocess.sample(path, CACHE_FPS))


def _still(path):
    cv2.setNumThreads(1)
    rgb = preprocess.working_image(cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB))
    return _frames([rgb])


def build(data, cache, workers):
    os.makedirs(cache, exist_ok=True)
    index = {"fps": CACHE_FPS, "clips": [], "stills": []}
    with ProcessPoolExecutor(workers) as pool:
        for name, rows, root, read in (
            ("stills", still_rows(data), "images", _still),
            ("clips", clip_rows(data), "footage", _clip),
        ):
            parts = [[] for _ in SIZES]
            first = 0
            paths = [os.path.join(data, root, r["path"]) for r in rows]
            for i, out in enumerate(pool.map(read, paths, chunksize=4)):
                index[name].append({**rows[i], "first": first, "count": len(out[0])})
                first += len(out[0])
                for part, o in zip(parts, out):
                    part.append(o)
                if i % 100 == 0:
                    print(name, i, len(rows), first, flush=True)
            for size, part in zip(SIZES, parts):
                np.save(os.path.join(cache, f"{name}-{size}.npy"), np.concatenate(part))
    with open(os.path.join(cache, "index.json"), "w") as f:
        json.dump(index, f)


class Cache:
    """The cached frames with, per clip frame, its label (the clip's inside the event span, else Normal)."""

    def __init__(self, cache):
        self.path = cache
        with open(os.path.join(cache, "index.json")) as f:
            index = json.load(f)
        self.fps, self.clips, self.stills = index["fps"], index["clips"], index["stills"]

    def frames(self, name, size):
        return np.load(os.path.join(self.path, f"{name}-{size}.npy"), mmap_mode="r")

    def event(self, clip, fps=None):
        """First and past-the-last sample of the event span of a clip at `fps`."""
        return event_span(clip, fps or self.fps, count_at(clip, self.fps, fps or self.fps))


def count_at(clip, cache_fps, fps):
    step = cache_fps // fps
    return -(-clip["count"] // step)


def event_span(clip, fps, count):
    """Samples whose time k/fps lies in event_start_s..event_end_s; at least one."""
    lo = int(np.ceil(float(clip["event_start_s"]) * fps - 1e-6))
    hi = int(np.floor(float(clip["event_end_s"]) * fps + 1e-6)) + 1
    lo = min(max(lo, 0), count - 1)
    return lo, max(lo + 1, min(hi, count))


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--data", default="../shared/data")
    p.add_argument("--cache", default=".scratch/pretrain/cache")
    p.add_argument("--workers", type=int, default=2)
    a = p.parse_args()
    build(a.data, a.cache, a.workers)
