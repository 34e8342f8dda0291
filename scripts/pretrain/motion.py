"""How well the amount of motion tells an event from calm: over all cameras, and within a camera.

    python3 scripts/pretrain/motion.py

Statistics of the difference of 40 x 40 grey pictures an eighth of a second apart, over the labelled span.
"""
import argparse

import cv2
import numpy as np
from sklearn.metrics import roc_auc_score

from data import LABELS, NORMAL, Cache

NAMES = ("mean", "liveliest block", "median block", "share over 12 grey levels")


def statistics(frames):
    grey = np.stack([cv2.resize(cv2.cvtColor(f, cv2.COLOR_RGB2GRAY), (40, 40), interpolation=cv2.INTER_AREA) for f in frames]).astype(np.int16)
    d = np.abs(np.diff(grey, axis=0)).astype(np.float32) if len(grey) > 1 else np.zeros((1, 40, 40), np.float32)
    blocks = np.sort(d.reshape(len(d), 8, 5, 8, 5).mean((2, 4)).reshape(len(d), 64), 1)
    return [d.mean(), blocks[:, -1].mean(), blocks[:, 32].mean(), (d > 12).mean()]


def main(a):
    cache = Cache(a.cache)
    frames = cache.frames("clips", 160)
    s, y, group = [], [], []
    for r in cache.clips:
        lo, hi = cache.event(r)
        s.append(statistics(frames[r["first"] + lo : r["first"] + hi]))
        y.append(LABELS.index(r["label"]))
        group.append(r["camera_group"])
    s, y, group = np.array(s), np.array(y), np.array(group)
    for c, label in enumerate(LABELS):
        if c == NORMAL:
            continue
        m = (y == c) | (y == NORMAL)
        for i, name in enumerate(NAMES):
            within = [
                (s[(group == g) & (y == c), i][:, None] > s[(group == g) & (y == NORMAL), i][None]).mean()
                for g in set(group[y == c]) & set(group[y == NORMAL])
            ]
            print(f"{label:9s} {name:26s} all {roc_auc_score(y[m] == c, s[m, i]):.2f} within {np.mean(within) if within else np.nan:.2f} of {len(within)} cameras")


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--cache", default=".scratch/pretrain/cache")
    main(p.parse_args())
