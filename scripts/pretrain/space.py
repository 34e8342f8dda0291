"""More than the mean of the last map: does a linear head on frozen features gain from space, change or a second network?

    python3 scripts/pretrain/frozen.py && python3 scripts/pretrain/space.py
"""
import argparse
import os

import numpy as np
import torch

import evaluate
import folds
import frozen
from data import LABELS, Cache
from intervals import intervals


def change(x, owner):
    """Each frame's features beside their absolute change since the frame before (the first frame takes the second's)."""
    out = []
    for clip in range(owner.max() + 1):
        z = x[owner == clip]
        d = np.abs(np.diff(z, axis=0)) if len(z) > 1 else np.zeros_like(z)
        out.append(np.concatenate([z, np.concatenate([d[:1], d])[: len(z)]], 1))
    return np.concatenate(out)


def main(a):
    torch.set_num_threads(1)
    cache, fold = Cache(a.cache), folds.load(a.split)
    y, group = evaluate.labels(cache.clips), np.array([r["camera_group"] for r in cache.clips])
    at = np.array([fold["clip", r["path"]] for r in cache.clips])
    _, owner, _ = frozen.rows_of(cache)
    maps = [np.load(os.path.join(a.work, f"frozen-{n}.npz"))["clips"].astype(np.float32) for n in ("v1-0.5", "v2-1.0")]
    maps = [m.reshape(len(m), -1, 4) for m in maps]
    one, two = maps[0].mean(2), np.concatenate([m.mean(2) for m in maps], 1)
    variants = {
        "mean": one,
        "four quarters": maps[0].reshape(len(one), -1),
        "mean and largest quarter": np.concatenate([one, maps[0].max(2)], 1),
        "mean and change": change(one, owner),
        "with MobileNetV2 1.0": two,
        "with MobileNetV2 1.0 and change": change(two, owner),
    }
    base = None
    for name, x in variants.items():
        p = np.zeros((len(y), len(LABELS)))
        for k in range(5):
            model, mu, sd = frozen.fit(cache, fold, x, None, set(range(5)) - {k})
            for i in np.nonzero(at == k)[0]:
                lo, hi = cache.event(cache.clips[i], frozen.FPS)
                p[i] = model.predict_proba((x[owner == i][lo:hi] - mu) / sd).mean(0)
        by = [evaluate.figures(p[at == k], y[at == k]) for k in range(5)]
        print(name, {n: round(float(np.mean([f[n] for f in by])), 3) for n in ("macroF1", "anomalyAUC", "balanced")}, evaluate.brief(evaluate.figures(p, y)), flush=True)
        base = p if base is None else base
        if p is not base:
            print("  minus the mean", {k: [round(float(v), 3) for v in t] for k, t in intervals(p, y, group, base)[1].items()})


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--cache", default=".scratch/pretrain/cache")
    p.add_argument("--split", default="models/vigil-2/split.csv")
    p.add_argument("--work", default=".scratch/pretrain")
    main(p.parse_args())
