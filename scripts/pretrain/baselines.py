"""The paper's comparison on the same folds: hybrid, CNN-only (frame average) and LSTM-only on small pixels.

    python3 baselines.py --run .scratch/pretrain/v1 --folds 1

The hybrid and the CNN-only head come from the run (the second without its LSTM branch). The LSTM-only head is
trained here on 16 x 16 RGB pixels of the training folds, class- and group-balanced. Writes <run>/heads.npz.
"""
import argparse
import os

import cv2
import numpy as np
import torch
import torch.nn.functional as F

import evaluate
import folds
import network
from data import LABELS, Cache
from intervals import intervals
from sampler import Pool

SMALL = 16


def pixels(cache, clips, fps):
    array, step = cache.frames("clips", 160), cache.fps // fps
    out = []
    for r in clips:
        rows = array[r["first"] : r["first"] + r["count"] : step]
        out.append(np.stack([cv2.resize(f, (SMALL, SMALL), interpolation=cv2.INTER_AREA).ravel() for f in rows]).astype(np.float32) / 127.5 - 1)
    return out


def train_pixels(cache, fold, train, c, steps=1500):
    torch.manual_seed(0)
    rng = np.random.RandomState(0)
    pool = Pool(cache, fold, train)
    small = {}

    def frames(rows):
        for k in rows:
            if k not in small:
                small[k] = cv2.resize(array[k], (SMALL, SMALL), interpolation=cv2.INTER_AREA)
        return np.stack([small[k] for k in rows])

    array = cache.frames("clips", 160)
    head = network.Head(SMALL * SMALL * 3, kind="lstm")
    optimiser = torch.optim.AdamW(head.parameters(), 1e-3, weight_decay=0.03)
    stride = cache.fps // c["fps"]
    for step in range(steps):
        x, y = [], []
        for _ in range(32):
            label, _, lo, hi = pool.draw(rng, stills=False)
            need = (c["length"] - 1) * stride + 1
            start = rng.randint(lo, max(lo + 1, hi - need + 1))
            f = frames(np.minimum(start + stride * np.arange(c["length"]), hi - 1)).astype(np.float32)
            if rng.rand() < 0.5:
                f = f[:, :, ::-1]
            f = f * rng.uniform(0.7, 1.3) + rng.uniform(-25, 25)
            x.append(np.clip(f, 0, 255).reshape(c["length"], -1) / 127.5 - 1)
            y.append(label)
        head.train()
        loss = F.cross_entropy(head(torch.from_numpy(np.stack(x).astype(np.float32)), 0.3), torch.tensor(y), label_smoothing=0.1)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return head.eval()


def main(a):
    torch.set_num_threads(1)
    net, head, c = evaluate.load(os.path.join(a.run, "ema.pt"))
    cache, fold = Cache(a.cache), folds.load(a.split)
    clips = evaluate.select(cache, fold, {int(f) for f in a.folds.split(",")})
    y = evaluate.labels(clips)
    group = np.array([r["camera_group"] for r in clips])

    def p(h, features):
        return evaluate.probabilities(evaluate.clip_logits(h, features, cache, clips, c["fps"], c["length"], a.hop))

    features = evaluate.stored_features(net, cache, clips, c["fps"], c["size"])
    lstm = train_pixels(cache, fold, {int(f) for f in c["train"].split(",")}, c)
    out = {"p": p(head, features), "cnn": p(evaluate.frames_only(head), features), "lstm": p(lstm, pixels(cache, clips, c["fps"]))}
    for name in out:
        print(f"{name:5s}", evaluate.brief(evaluate.figures(out[name], y)))
    np.savez(os.path.join(a.run, "heads.npz"), y=y, group=group, **out)
    for other in ("cnn", "lstm"):
        _, paired = intervals(out["p"], y, group, out[other])
        print("hybrid minus", other, {k: [round(float(v), 3) for v in t] for k, t in paired.items()})


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--cache", default=".scratch/pretrain/cache")
    p.add_argument("--split", default="models/vigil-2/split.csv")
    p.add_argument("--run", required=True)
    p.add_argument("--folds", default="1")
    p.add_argument("--hop", type=int, default=4)
    main(p.parse_args())
