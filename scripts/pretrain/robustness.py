"""Accuracy under changed pictures: brightness, compression, resolution, noise, crop, frame rate.

    python3 robustness.py --checkpoint .scratch/pretrain/v1/ema.pt --folds 1
"""
import argparse

import cv2
import numpy as np
import torch

import evaluate
import folds
from data import Cache


def small(n):
    return lambda f: cv2.resize(cv2.resize(f, (n, n), interpolation=cv2.INTER_AREA), f.shape[:2])


def jpeg(q):
    return lambda f: cv2.imdecode(cv2.imencode(".jpg", f, [cv2.IMWRITE_JPEG_QUALITY, q])[1], 1)


def gain(g):
    return lambda f: np.clip(f * g, 0, 255).astype(np.uint8)


def noise(s):
    rng = np.random.RandomState(0)
    return lambda f: np.clip(f + rng.normal(0, s, f.shape[:2])[..., None], 0, 255).astype(np.uint8)


def middle(share):
    def cut(f):
        n = int(f.shape[0] * share)
        o = (f.shape[0] - n) // 2
        return cv2.resize(f[o : o + n, o : o + n], f.shape[:2])

    return cut


def grey(f):
    return np.repeat(cv2.cvtColor(f, cv2.COLOR_RGB2GRAY)[..., None], 3, 2)


CHANGES = {
    "as is": None, "brightness x 0.4": gain(0.4), "brightness x 1.6": gain(1.6), "grey": grey, "JPEG quality 15": jpeg(15),
    "80 x 80 px": small(80), "48 x 48 px": small(48), "noise, sigma 15": noise(15), "middle 70 %": middle(0.7),
}


def main(a):
    torch.set_num_threads(1)
    net, head, c = evaluate.load(a.checkpoint)
    cache, fold = Cache(a.cache), folds.load(a.split)
    clips = evaluate.select(cache, fold, {int(f) for f in a.folds.split(",")})
    y = evaluate.labels(clips)
    for name, change in CHANGES.items():
        features = evaluate.clip_features(net, cache, clips, c["fps"], c["size"], change=change)
        f = evaluate.figures(evaluate.probabilities(evaluate.clip_logits(head, features, cache, clips, c["fps"], c["length"], a.hop)), y)
        print(f"| {name} | {f['accuracy']:.2f} | {f['balanced']:.2f} | {f['macroF1']:.2f} | {f['anomalyAUC']:.2f} |", flush=True)
        if change is None:
            for keep, label in ((2, "2 frames a second"), (4, "1 frame a second")):
                held = [f[np.arange(len(f)) // keep * keep] for f in features]
                g = evaluate.figures(evaluate.probabilities(evaluate.clip_logits(head, held, cache, clips, c["fps"], c["length"], a.hop)), y)
                print(f"| {label} | {g['accuracy']:.2f} | {g['balanced']:.2f} | {g['macroF1']:.2f} | {g['anomalyAUC']:.2f} |", flush=True)


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--cache", default=".scratch/pretrain/cache")
    p.add_argument("--split", default="models/vigil-2/split.csv")
    p.add_argument("--checkpoint", required=True)
    p.add_argument("--folds", default="1")
    p.add_argument("--hop", type=int, default=4)
    main(p.parse_args())
