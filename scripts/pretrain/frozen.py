"""Features of networks that have seen no footage: the anchor of how hard the folds are.

    python3 scripts/pretrain/frozen.py            # extract (once), then 5-fold figures of a linear head

Extracts, per clip frame (4 a second) and still, the last map of ImageNet networks pooled 2 x 2, to
<work>/frozen-<name>.npz. The head is a class- and group-weighted logistic regression on the mean feature of
half-second runs of frames, the prediction the mean of its probabilities over the event span.
"""
import argparse
import json
import os
import time

import numpy as np
import torch
import torch.nn.functional as F

import evaluate
import folds
import network
from data import LABELS, NORMAL, Cache

NETS = {
    "v1-0.5": "google-coral__test_data/mobilenet_v1_0.5_160_quant",
    "v1-0.75": "google-coral__test_data/mobilenet_v1_0.75_192_quant",
    "v2-1.0": "google-coral__test_data/tf2_mobilenet_v2_1.0_224_ptq",
}
FPS = 4


class Listed(torch.nn.Module):
    """A network from its op list, up to the map before the global mean."""

    def __init__(self, path):
        super().__init__()
        with open(path + ".arch.json") as f:
            ops = json.load(f)["ops"]
        z = np.load(path + ".npz")
        self.ops, self.params = [], torch.nn.ParameterDict()
        for o in ops:
            if o["op"] in ("MEAN", "AVERAGE_POOL_2D"):
                break
            if o["op"] == "QUANTIZE":
                first = o["out"]
                continue
            if o["op"] in ("CONV_2D", "DEPTHWISE_CONV_2D"):
                w = z[o["layer"] + "_w"].astype(np.float32)
                w = w.transpose((2, 3, 0, 1) if o["op"][0] == "D" else (3, 2, 0, 1)).copy()
                self.params[o["layer"] + "_w"] = torch.nn.Parameter(torch.from_numpy(w).contiguous(memory_format=torch.channels_last))
                self.params[o["layer"] + "_b"] = torch.nn.Parameter(torch.from_numpy(z[o["layer"] + "_b"].astype(np.float32)))
            self.ops.append(o)
        self.first = self.ops[0]["inp"][0]

    def forward(self, x):
        v = {self.first: x}
        for o in self.ops:
            if o["op"] == "ADD":
                y = v[o["inp"][0]] + v[o["inp"][1]]
            else:
                x = v[o["inp"][0]]
                w, b = self.params[o["layer"] + "_w"], self.params[o["layer"] + "_b"]
                pad = w.shape[-1] // 2
                if o["stride"] == 2:
                    x, pad = F.pad(x, (0, 1, 0, 1)), 0
                y = F.conv2d(x, w, b, o["stride"], pad, groups=w.shape[0] if o["op"][0] == "D" else 1)
                if o.get("act") == "relu6":
                    y = y.clamp(0, 6)
                elif o.get("act") == "relu":
                    y = F.relu(y)
            v[o["out"]] = y
        return y


@torch.no_grad()
def extract(net, frames, rows):
    out = []
    for i in range(0, len(rows), 64):
        x = torch.from_numpy(np.ascontiguousarray(frames[rows[i : i + 64]].transpose(0, 3, 1, 2)))
        x = x.contiguous(memory_format=torch.channels_last).float() / 127.5 - 1
        with torch.cpu.amp.autocast():
            out.append(F.adaptive_avg_pool2d(net(x).float(), 2).flatten(1).half().numpy())
    return np.concatenate(out)


def rows_of(cache):
    """(clip rows at FPS, their clip, still rows)"""
    step = cache.fps // FPS
    at = [np.arange(r["first"], r["first"] + r["count"], step) for r in cache.clips]
    return np.concatenate(at), np.repeat(np.arange(len(at)), [len(a) for a in at]), np.array([r["first"] for r in cache.stills])


def spans(clip, count, event):
    """(label, first, past-the-last row) of the event and of the calm before and after it."""
    lo, hi = event
    out = [(clip["label"], lo, hi)]
    if clip["label"] != "Normal":
        out += [("Normal", a, b) for a, b in ((0, lo - 2), (hi + 2, count)) if b > a]
    return out


def fit(cache, fold, clip, still, train, kept=None):
    """(logistic regression, mean, deviation) on frozen features of the clips, and stills if given, of some folds and,
    if given, of some camera groups."""
    from sklearn.linear_model import LogisticRegression

    _, owner, _ = rows_of(cache)
    x, y, groups = [], [], {}
    for i, r in enumerate(cache.clips):
        if fold["clip", r["path"]] not in train or (kept is not None and r["camera_group"] not in kept):
            continue
        f = clip[owner == i]
        for label, a, b in spans(r, len(f), cache.event(r, FPS)):
            for s in range(a, b, 4):
                groups.setdefault((label, r["camera_group"]), []).append(len(x))
                x.append(f[s : min(s + 4, b)].mean(0))
                y.append(LABELS.index(label))
    if still is not None:
        for r, f in zip(cache.stills, still):
            if fold["still", r["path"]] in train:
                groups.setdefault((r["label"], "still " + r["group"]), []).append(len(x))
                x.append(f)
                y.append(LABELS.index(r["label"]))
    x, y, w = np.array(x), np.array(y), np.ones(len(x))
    for members in groups.values():
        w[members] = len(members) ** -0.5
    for c in range(len(LABELS)):
        w[y == c] /= w[y == c].sum()
    w[y == NORMAL] *= 2
    w *= len(w) / w.sum()
    mu, sd = x.mean(0), x.std(0) + 1e-3
    return LogisticRegression(C=0.002, max_iter=100).fit((x - mu) / sd, y, sample_weight=w), mu, sd


def linear(cache, fold, z, stills):
    """Out-of-fold clip probabilities of a linear head on pooled frozen features."""
    clip, still = z["clips"].astype(np.float32), z["stills"].astype(np.float32)
    clip, still = (a.reshape(len(a), -1, 4).mean(2) for a in (clip, still))
    _, owner, _ = rows_of(cache)
    p = np.zeros((len(cache.clips), len(LABELS)))
    for k in range(5):
        model, mu, sd = fit(cache, fold, clip, still if stills else None, set(range(5)) - {k})
        for i, r in enumerate(cache.clips):
            if fold["clip", r["path"]] == k:
                lo, hi = cache.event(r, FPS)
                p[i] = model.predict_proba((clip[owner == i][lo:hi] - mu) / sd).mean(0)
    return p


def main(a):
    torch.set_num_threads(a.threads)
    cache, fold = Cache(a.cache), folds.load(a.split)
    clip_rows, _, still_rows = rows_of(cache)
    y = evaluate.labels(cache.clips)
    k = np.array([fold["clip", r["path"]] for r in cache.clips])
    for name in a.nets.split(","):
        path = os.path.join(a.work, f"frozen-{name}.npz")
        if not os.path.exists(path):
            net, start = Listed(os.path.join(a.data, "backbones", NETS[name])).eval(), time.time()
            frames = {n: cache.frames(n, 160) for n in ("clips", "stills")}
            z = {"clips": extract(net, frames["clips"], clip_rows), "stills": extract(net, frames["stills"], still_rows)}
            np.savez(path, **z)
            print(name, z["clips"].shape, f"{time.time() - start:.0f} s", flush=True)
        z = dict(np.load(path))
        for stills in (False, True):
            p = linear(cache, fold, z, stills)
            print(name, "with stills" if stills else "clips only")
            for f in range(5):
                print("  fold", f, evaluate.brief(evaluate.figures(p[k == f], y[k == f])))
            print("  pooled", evaluate.brief(evaluate.figures(p, y)), flush=True)


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--data", default="../shared/data")
    p.add_argument("--cache", default=".scratch/pretrain/cache")
    p.add_argument("--split", default="models/vigil-2/split.csv")
    p.add_argument("--work", default=".scratch/pretrain")
    p.add_argument("--nets", default="v1-0.5,v2-1.0,v1-0.75")
    p.add_argument("--threads", type=int, default=2)
    main(p.parse_args())
