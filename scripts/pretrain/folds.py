"""Five group-disjoint folds, stratified by class.

    python3 folds.py --cache .scratch/pretrain/cache --out models/vigil-2

Writes split.csv (kind, path, group, unit, label, fold) and test-clips.csv (the rows of clips.csv in fold 0).
A *unit* is what may not be divided: groups that share near-duplicate frames (64-bit DCT hash, at most
`NEAR` bits apart, between any two groups of clips or stills) or that a name ties together. Fold 0 is the
test fold, fold 1 validation. Units that are one staged room, the broadcast set or hundreds of stills may
only fall in folds 2-4, so that neither test nor validation hangs on them.
"""
import argparse
import collections
import csv
import os
import re

import cv2
import numpy as np

from data import LABELS, Cache, read_csv

SEED = 20
FOLDS = 5
NEAR = 4
TRIES = 3000
LARGE_STAGED = 8
LARGE_STILLS = 150
NAMED = [(r"^ngan-", r"^nganltp-"), (r"^rfacc-ezgif", r"^rfacc-ezgif")]


def frame_hash(rgb):
    g = cv2.resize(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), (32, 32), interpolation=cv2.INTER_AREA).astype(np.float32)
    if g.std() < 12:
        return None
    d = cv2.dct(g)[:8, :8].ravel()[1:]
    bits = d > np.median(d)
    return np.packbits(np.append(bits, False))


def hashes(cache):
    out, owner = [], []
    clips, stills = cache.frames("clips", 160), cache.frames("stills", 160)
    for rows, frames, key, step in ((cache.clips, clips, "camera_group", 4), (cache.stills, stills, "group", 1)):
        for r in rows:
            for i in range(r["first"], r["first"] + r["count"], step):
                h = frame_hash(frames[i])
                if h is not None:
                    out.append(h)
                    owner.append(r[key])
    return np.stack(out), np.array(owner)


def near_pairs(h, owner):
    """Pairs of different groups with frames at most NEAR bits apart."""
    bits = np.unpackbits(h, axis=1).astype(np.float32) * 2 - 1
    pairs = collections.Counter()
    for i in range(0, len(bits), 1000):
        distance = (64 - bits[i : i + 1000] @ bits.T) / 2
        for a, b in zip(*np.nonzero(distance <= NEAR)):
            x, y = owner[i + a], owner[b]
            if x < y:
                pairs[x, y] += 1
    return pairs


def units(groups, pairs):
    parent = {g: g for g in groups}

    def find(g):
        while parent[g] != g:
            parent[g] = parent[parent[g]]
            g = parent[g]
        return g

    for a, b in pairs:
        parent[find(a)] = find(b)
    for names in NAMED:
        tied = [g for g in groups if any(re.search(n, g) for n in names)]
        for g in tied[1:]:
            parent[find(g)] = find(tied[0])
    members = collections.defaultdict(list)
    for g in groups:
        members[find(g)].append(g)
    return {g: min(m) for m in members.values() for g in m}


def assign(unit_counts, restricted):
    """Greedy assignment of units in random orders; the order with the most even folds wins."""
    rng = np.random.RandomState(SEED)
    names = sorted(unit_counts)
    total = sum(unit_counts.values())
    target = total / FOLDS
    best = None
    for _ in range(TRIES):
        order = sorted(names, key=lambda u: (u not in restricted, -unit_counts[u].max() * rng.uniform(0.2, 1)))
        load = np.zeros((FOLDS, len(target)))
        fold = {}
        for u in order:
            c = unit_counts[u]
            allowed = range(2, FOLDS) if u in restricted else range(FOLDS)
            cost = [(((load[f] + c - target) / (target + 1)) ** 2 - ((load[f] - target) / (target + 1)) ** 2).sum() for f in allowed]
            f = list(allowed)[int(np.argmin(cost))]
            fold[u] = f
            load[f] += c
        score = (((load - target) / (target + 1)) ** 2).sum()
        if best is None or score < best[0]:
            best = (score, fold)
    return best[1]


def main(cache_path, out):
    cache = Cache(cache_path)
    h, owner = hashes(cache)
    pairs = near_pairs(h, owner)
    for (a, b), n in pairs.most_common(60):
        print("near-duplicate", a, b, n)
    print(len(pairs), "pairs of groups share near-duplicate frames")
    groups = sorted({r["camera_group"] for r in cache.clips} | {r["group"] for r in cache.stills})
    unit = units(groups, pairs)

    k = len(LABELS)
    counts = collections.defaultdict(lambda: np.zeros(3 * k))
    seen = set()
    staged = collections.Counter()
    stills = collections.Counter()
    for r in cache.clips:
        u, c = unit[r["camera_group"]], LABELS.index(r["label"])
        counts[u][c] += 1
        if (r["camera_group"], c) not in seen:
            seen.add((r["camera_group"], c))
            counts[u][k + c] += 1
        staged[u] += r["domain"] in ("staged", "hockey")
    for r in cache.stills:
        u, c = unit[r["group"]], LABELS.index(r["label"])
        counts[u][2 * k + c] += 1
        stills[u] += 1
    restricted = {u for u in counts if staged[u] >= LARGE_STAGED or stills[u] >= LARGE_STILLS}
    print("folds 2-4 only:", sorted(restricted))
    fold = assign(counts, restricted)

    os.makedirs(out, exist_ok=True)
    with open(os.path.join(out, "split.csv"), "w", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(["kind", "path", "group", "unit", "label", "fold"])
        for kind, rows, key in (("clip", cache.clips, "camera_group"), ("still", cache.stills, "group")):
            for r in rows:
                u = unit[r[key]]
                w.writerow([kind, r["path"], r[key], u, r["label"], fold[u]])
    fields = [c for c in cache.clips[0] if c not in ("first", "count")]
    with open(os.path.join(out, "test-clips.csv"), "w", newline="") as f:
        w = csv.DictWriter(f, fields, extrasaction="ignore", lineterminator="\n")
        w.writeheader()
        w.writerows(r for r in cache.clips if fold[unit[r["camera_group"]]] == 0)
    for kind, at in (("clips", 0), ("groups", k), ("stills", 2 * k)):
        print(kind)
        for n in range(FOLDS):
            print(" fold", n, dict(zip(LABELS, sum(counts[u][at : at + k] for u in fold if fold[u] == n).astype(int))))


def load(split):
    """path -> fold for clips and stills."""
    rows = read_csv(split)
    return {(r["kind"], r["path"]): int(r["fold"]) for r in rows}


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--cache", default=".scratch/pretrain/cache")
    p.add_argument("--out", default="models/vigil-2")
    a = p.parse_args()
    main(a.cache, a.out)
