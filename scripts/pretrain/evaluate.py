"""Clip-level figures of a checkpoint on chosen folds.

    python3 evaluate.py --cache .scratch/pretrain/cache --checkpoint .scratch/pretrain/v1/ema.pt --folds 1

A clip's probabilities are the mean over its windows' softmax, its features restricted to the event span.
"""
import argparse
import hashlib
import json
import os

import numpy as np
import torch
from sklearn.metrics import f1_score, roc_auc_score

import folds
import network
from data import LABELS, NORMAL, Cache


def windows(n, length, hop):
    """First rows of the windows over n samples; the last one is aligned to the end."""
    if n <= length:
        return [0]
    starts = list(range(0, n - length + 1, hop))
    if (n - length) % hop:
        starts.append(n - length)
    return starts


def cut(features, length, hop):
    """[W,T,D] windows of [N,D] features, the last sample repeated when there are too few."""
    if len(features) < length:
        features = np.concatenate([features, np.repeat(features[-1:], length - len(features), 0)])
    return np.stack([features[s : s + length] for s in windows(len(features), length, hop)])


@torch.no_grad()
def clip_features(net, cache, clips, fps, size, batch=64, change=None):
    """Features of the whole clip, per clip, at `fps`; `change` alters the uint8 frames (robustness)."""
    net.eval()
    array = cache.frames("clips", 160 if size == 160 else 192)
    out = []
    step = cache.fps // fps
    for r in clips:
        part = []
        rows = array[r["first"] : r["first"] + r["count"] : step]
        for i in range(0, len(rows), batch):
            x = rows[i : i + batch]
            if change:
                x = np.stack([change(f) for f in x])
            x = torch.from_numpy(np.ascontiguousarray(x.transpose(0, 3, 1, 2))).contiguous(memory_format=torch.channels_last)
            with torch.cpu.amp.autocast():
                part.append(net(x.float() / 127.5 - 1).numpy())
        out.append(np.concatenate(part))
    return out


def stored_features(net, cache, clips, fps, size):
    """clip_features, kept on disk by the backbone's weights: several steps ask for the same."""
    key = hashlib.md5(json.dumps([[r["path"] for r in clips], fps, size]).encode())
    for v in net.state_dict().values():
        key.update(v.contiguous().numpy().tobytes())
    path = os.path.join(cache.path, f"features-{key.hexdigest()}.npz")
    if not os.path.exists(path):
        f = clip_features(net, cache, clips, fps, size)
        np.savez(path, rows=np.concatenate(f), count=np.array([len(x) for x in f]))
    z = np.load(path)
    return np.split(z["rows"], np.cumsum(z["count"])[:-1])


@torch.no_grad()
def clip_logits(head, features, cache, clips, fps, length, hop):
    """Per clip the [W,6] logits of the windows of its event span."""
    head.eval()
    out = []
    for r, f in zip(clips, features):
        lo, hi = cache.event(r, fps)
        out.append(head(torch.from_numpy(cut(f[lo:hi], length, hop))).numpy())
    return out


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def probabilities(logits, temperature=1.0):
    return np.stack([softmax(l / temperature).mean(0) for l in logits])


def figures(p, y):
    pred = p.argmax(1)
    recall = [float((pred[y == c] == c).mean()) if (y == c).any() else None for c in range(len(LABELS))]
    return {
        "n": len(y),
        "accuracy": float((pred == y).mean()),
        "balanced": float(np.mean([r for r in recall if r is not None])),
        "macroF1": float(f1_score(y, pred, average="macro", labels=sorted(set(y)))),
        "anomalyAUC": float(roc_auc_score(y != NORMAL, 1 - p[:, NORMAL])),
        "nll": float(-np.log(p[np.arange(len(y)), y] + 1e-9).mean()),
        "recall": dict(zip(LABELS, recall)),
    }


def brief(f):
    r = " ".join(f"{l[:4]} {v:.2f}" if v is not None else f"{l[:4]} -" for l, v in f["recall"].items())
    return f"acc {f['accuracy']:.3f} bal {f['balanced']:.3f} F1 {f['macroF1']:.3f} AUC {f['anomalyAUC']:.3f} nll {f['nll']:.3f} | {r}"


def labels(clips):
    return np.array([LABELS.index(r["label"]) for r in clips])


def load(path):
    """(backbone, head, config) of a checkpoint written by train.py."""
    state = torch.load(path, map_location="cpu")
    c = state["config"]
    net = network.Backbone(c["widths"], c["activation"]).to(memory_format=torch.channels_last)
    head = network.Head(net.features, kind=c["kind"], hidden=c["hidden"], width=c["width"])
    net.load_state_dict(state["backbone"])
    head.load_state_dict(state["head"])
    return net.eval(), head.eval(), c


def frames_only(head):
    """The head's frame average without its LSTM branch (for comparison)."""
    h = network.Head(head.frame.in_features, kind="frames")
    h.frame = head.frame
    return h.eval()


def select(cache, fold, chosen):
    return [r for r in cache.clips if fold["clip", r["path"]] in chosen]


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--cache", default=".scratch/pretrain/cache")
    p.add_argument("--split", default="models/vigil-2/split.csv")
    p.add_argument("--checkpoint", required=True)
    p.add_argument("--folds", default="1")
    p.add_argument("--hop", type=int, default=4)
    p.add_argument("--json")
    a = p.parse_args()
    torch.set_num_threads(1)
    net, head, c = load(a.checkpoint)
    cache, fold = Cache(a.cache), folds.load(a.split)
    clips = select(cache, fold, {int(f) for f in a.folds.split(",")})
    features = clip_features(net, cache, clips, c["fps"], c["size"])
    y = labels(clips)
    result = {}
    for name, h in [("model", head)] + ([("frame average", frames_only(head))] if c["kind"] == "hybrid" else []):
        result[name] = figures(probabilities(clip_logits(h, features, cache, clips, c["fps"], c["length"], a.hop)), y)
        print(f"{name:14s}", brief(result[name]))
    if a.json:
        with open(a.json, "w") as f:
            json.dump(result, f, indent=1)
