"""Endless training batches: class- and group-balanced single frames and short sequences."""
import collections
import hashlib

import cv2
import numpy as np
import torch

import augment
from data import LABELS, NORMAL, Cache

CLASS_WEIGHT = {"Accident": 1.0, "Burglary": 1.0, "Fighting": 1.1, "Fire": 0.9, "Normal": 2.2, "Shooting": 0.8}
STILL_SHARE = {"Accident": 0.35, "Burglary": 0.0, "Fighting": 0.0, "Fire": 0.45, "Normal": 0.25, "Shooting": 0.5}
DOMAIN_WEIGHT = {"fixed": 1.0, "handheld": 0.8, "staged": 0.5, "hockey": 0.4}
SAME_CAMERA = 1.8  # Normal footage of a camera that also shows an event: what tells act from place
SOURCE = 192


def share_of(rows, key, share, seed):
    """The camera groups that stay when only a share of each class's groups may be trained on; at least two a class."""
    by = collections.defaultdict(set)
    for r in rows:
        by[r["label"]].add(r[key])
    kept = set()
    for groups in by.values():
        order = sorted(groups, key=lambda g: hashlib.md5(f"{seed}{g}".encode()).digest())
        kept.update(order[: max(2, round(share * len(order)))])
    return kept


class Pool:
    """What can be drawn: per class, groups of (array, first row, past-the-last row) with weights."""

    def __init__(self, cache, fold, train, share=1.0, seed=0):
        kept = {
            key: share_of([r for r in rows if fold[kind, r["path"]] in train], key, share, seed)
            for kind, rows, key in (("clip", cache.clips, "camera_group"), ("still", cache.stills, "group"))
        }
        eventful = {r["camera_group"] for r in cache.clips if r["label"] != "Normal"}
        groups = {n: collections.defaultdict(lambda: [[], 0.0]) for n in ("clips", "stills")}
        for r in cache.clips:
            if fold["clip", r["path"]] not in train or r["camera_group"] not in kept["camera_group"]:
                continue
            lo, hi = cache.event(r)
            weight = DOMAIN_WEIGHT[r["domain"]]
            spans = [(r["label"], lo, hi)]
            margin = cache.fps // 2
            if r["label"] != "Normal":
                spans += [("Normal", a, b) for a, b in ((0, lo - margin), (hi + margin, r["count"])) if b - a >= cache.fps]
            for label, a, b in spans:
                g = groups["clips"][label, r["camera_group"]]
                g[0].append((r["first"] + a, r["first"] + b))
                matched = SAME_CAMERA if label == "Normal" and r["camera_group"] in eventful else 1.0
                g[1] = max(g[1], weight * matched)
        for r in cache.stills:
            if fold["still", r["path"]] in train and r["group"] in kept["group"]:
                g = groups["stills"][r["label"], r["group"]]
                g[0].append((r["first"], r["first"] + 1))
                g[1] = 1.0
        self.table = {}
        for kind, by in groups.items():
            for c, label in enumerate(LABELS):
                entries = [(g[0], g[1] * np.sqrt(len(g[0]))) for (l, _), g in sorted(by.items()) if l == label]
                if entries:
                    w = np.array([e[1] for e in entries])
                    self.table[kind, c] = ([e[0] for e in entries], np.cumsum(w / w.sum()))
        self.classes = np.array([CLASS_WEIGHT[l] * (("clips", c) in self.table) for c, l in enumerate(LABELS)])
        self.classes /= self.classes.sum()

    def draw(self, rng, stills=True):
        c = int(rng.choice(len(LABELS), p=self.classes))
        kind = "stills" if stills and ("stills", c) in self.table and rng.rand() < STILL_SHARE[LABELS[c]] else "clips"
        entries, cumulative = self.table[kind, c]
        spans = entries[min(int(np.searchsorted(cumulative, rng.rand())), len(entries) - 1)]
        lo, hi = spans[rng.randint(len(spans))]
        return c, kind, lo, hi


class Batches(torch.utils.data.IterableDataset):
    def __init__(self, cache_path, fold, train, size, singles, sequences, length, step, seed, augmentation="full", share=1.0):
        self.cache_path, self.fold, self.train = cache_path, fold, train
        self.size, self.singles, self.sequences, self.length = size, singles, sequences, length
        self.step, self.seed, self.share = step, seed, share
        self.look = augment.look if augmentation == "full" else augment.light

    def __iter__(self):
        cv2.setNumThreads(1)
        info = torch.utils.data.get_worker_info()
        rng = np.random.RandomState((self.seed * 1009 + (info.id if info else 0) * 7919 + self.step) % 2**31)
        cv2.setRNGSeed(self.seed + self.step)
        cache = Cache(self.cache_path)
        pool = Pool(cache, self.fold, self.train, self.share)
        arrays = {n: cache.frames(n, SOURCE) for n in ("clips", "stills")}
        while True:
            x, y = [], []
            for _ in range(self.singles):
                c, kind, lo, hi = pool.draw(rng)
                f = augment.warp(arrays[kind][rng.randint(lo, hi)], augment.geometry(rng, SOURCE, self.size), self.size)
                x.append(augment.apply(rng, f, self.look(rng)))
                y.append(c)
            for _ in range(self.sequences):
                c, frames = self.sequence(rng, pool, arrays, cache.fps)
                x += frames
                y.append(c)
            yield torch.from_numpy(np.stack(x).transpose(0, 3, 1, 2).copy()), torch.tensor(y)

    def sequence(self, rng, pool, arrays, fps):
        c, kind, lo, hi = pool.draw(rng, stills=rng.rand() < 0.4)
        a = augment.geometry(rng, SOURCE, self.size)
        b = a
        if kind == "stills":
            ks = [lo] * self.length
            b = a + rng.normal(0, 1, (2, 3)) * np.array([[0.02, 0.02, 5], [0.02, 0.02, 5]])
        else:
            stride = rng.choice([1, 2, 2, 2, 3])
            need = (self.length - 1) * stride + 1
            start = rng.randint(lo, max(lo + 1, hi - need + 1))
            ks = np.minimum(start + stride * np.arange(self.length), hi - 1)
        p = self.look(rng)
        out = []
        for i, k in enumerate(ks):
            m = a + (b - a) * (i / (self.length - 1))
            out.append(augment.apply(rng, augment.warp(arrays[kind][k], m, self.size), p))
        return c, out
