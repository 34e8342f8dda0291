"""The learning curve: figures on unseen cameras against the share of the training camera groups.

    python3 scripts/pretrain/curve.py

A linear head on frozen features (frozen.py) is fitted to growing shares of each class's camera groups, several draws a
share, on the same five folds. With --without LABEL only that label's groups are thinned, to half: which data counts.
"""
import argparse
import json
import os

import numpy as np
import torch

import evaluate
import folds
import frozen
from data import LABELS, Cache
from sampler import share_of


def out_of_fold(cache, fold, clip, owner, share, seed, thin=None):
    p = np.zeros((len(cache.clips), len(LABELS)))
    groups = []
    for k in range(5):
        rows = [r for r in cache.clips if fold["clip", r["path"]] != k]
        if thin:
            kept = {r["camera_group"] for r in rows if r["label"] != thin}
            kept |= share_of([r for r in rows if r["label"] == thin], "camera_group", share, seed)
        else:
            kept = share_of(rows, "camera_group", share, seed)
        groups.append(len(kept))
        model, mu, sd = frozen.fit(cache, fold, clip, None, set(range(5)) - {k}, kept)
        for i, r in enumerate(cache.clips):
            if fold["clip", r["path"]] == k:
                lo, hi = cache.event(r, frozen.FPS)
                p[i] = model.predict_proba((clip[owner == i][lo:hi] - mu) / sd).mean(0)
    return p, float(np.mean(groups))


def main(a):
    torch.set_num_threads(1)
    cache, fold = Cache(a.cache), folds.load(a.split)
    z = np.load(os.path.join(a.work, f"frozen-{a.net}.npz"))["clips"].astype(np.float32)
    clip = z.reshape(len(z), -1, 4).mean(2)
    _, owner, _ = frozen.rows_of(cache)
    y = evaluate.labels(cache.clips)
    at = np.array([fold["clip", r["path"]] for r in cache.clips])
    result = []
    plan = [(float(s), None) for s in a.shares.split(",")] + [(0.5, l) for l in a.thin.split(",") if l]
    for share, thin in plan:
        draws = []
        for seed in range(a.draws if share < 1 else 1):
            p, n = out_of_fold(cache, fold, clip, owner, share, seed, thin)
            f = [evaluate.figures(p[at == k], y[at == k]) for k in range(5)]
            g = evaluate.figures(p, y)
            draws.append([n, np.mean([x["macroF1"] for x in f]), np.mean([x["anomalyAUC"] for x in f]), np.mean([x["balanced"] for x in f]), g["nll"], *[g["recall"][l] for l in LABELS]])
        m, s = np.mean(draws, 0), np.std(draws, 0)
        result.append({"share": share, "thin": thin, "mean": m.tolist(), "sd": s.tolist()})
        print(share, thin or "", f"groups {m[0]:.0f} F1 {m[1]:.3f} ({s[1]:.3f}) AUC {m[2]:.3f} ({s[2]:.3f}) balanced {m[3]:.3f} nll {m[4]:.3f} recall", " ".join(f"{l[:4]} {v:.2f}" for l, v in zip(LABELS, m[5:])), flush=True)
    with open(os.path.join(a.work, "curve.json"), "w") as f:
        json.dump(result, f, indent=1)


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--cache", default=".scratch/pretrain/cache")
    p.add_argument("--split", default="models/vigil-2/split.csv")
    p.add_argument("--work", default=".scratch/pretrain")
    p.add_argument("--net", default="v1-0.5")
    p.add_argument("--shares", default="0.125,0.25,0.5,0.75,1")
    p.add_argument("--thin", default="Accident,Burglary,Fighting,Fire,Normal,Shooting")
    p.add_argument("--draws", type=int, default=3)
    main(p.parse_args())
