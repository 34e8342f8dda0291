"""The LSTM branch, trained on what the cross-validation's models say of clips they have not seen.

    python3 scripts/pretrain/branch.py --runs .scratch/pretrain/cv --out .scratch/pretrain/hybrid

A backbone that has fitted its training clips leaves an LSTM nothing to learn there. So the branch learns from the frame
logits that each fold's model gives to the fold it was not trained on; logits mean the same in every fold, features do
not. For fold k it learns from the other folds only (whose models have seen fold k, though: their logits, not fold k's,
are touched by that). Its first layer is the frame layer followed by a small one, folded into the one `project` layer of
the hybrid head. Writes <out>/f0 .. f4 as train.py does.
"""
import argparse
import os

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import evaluate
import folds
import network
from data import LABELS, NORMAL, Cache
from frozen import spans
from sampler import CLASS_WEIGHT, DOMAIN_WEIGHT


def logits(a, cache, fold):
    """Per clip of the cache its out-of-fold frame logits."""
    path = os.path.join(a.runs, "oof.npz")
    if not os.path.exists(path):
        rows = {}
        for k in range(5):
            net, head, c = evaluate.load(os.path.join(a.runs, f"f{k}", "ema.pt"))
            assert str(k) not in c["train"].split(",")
            clips = evaluate.select(cache, fold, {k})
            for r, f in zip(clips, evaluate.stored_features(net, cache, clips, c["fps"], c["size"])):
                with torch.no_grad():
                    rows[r["path"]] = head.frame(torch.from_numpy(f)).numpy()
        parts = [rows[r["path"]] for r in cache.clips]
        np.savez(path, logits=np.concatenate(parts), count=np.array([len(p) for p in parts]))
    z = np.load(path)
    return np.split(z["logits"], np.cumsum(z["count"])[:-1])


class Branch(nn.Module):
    def __init__(self, hidden, width):
        super().__init__()
        self.small = nn.Linear(len(LABELS), width)
        self.lstm = nn.LSTM(width, hidden, batch_first=True)
        self.out = nn.Linear(hidden, len(LABELS))
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, x, drop=0.0):
        z, _ = self.lstm(F.dropout(F.relu(self.small(x)), drop, self.training))
        return x.mean(1) + self.out(F.dropout(z, drop, self.training).mean(1))


def train(cache, fold, rows, chosen, c, a):
    torch.manual_seed(a.seed)
    rng = np.random.RandomState(a.seed)
    groups = {}
    for r, x in zip(cache.clips, rows):
        if fold["clip", r["path"]] in chosen:
            for label, lo, hi in spans(r, len(x), cache.event(r, c["fps"])):
                g = groups.setdefault((label, r["camera_group"]), [[], 0.0])
                g[0].append(x[lo:hi])
                g[1] = max(g[1], DOMAIN_WEIGHT[r["domain"]])
    keys = sorted(groups)
    weight = np.array([np.sqrt(len(groups[k][0])) * groups[k][1] for k in keys])
    label = np.array([LABELS.index(k[0]) for k in keys])
    for i, l in enumerate(LABELS):
        weight[label == i] *= CLASS_WEIGHT[l] / weight[label == i].sum()
    weight /= weight.sum()
    branch = Branch(a.hidden, a.width)
    optimiser = torch.optim.AdamW(branch.parameters(), a.lr, weight_decay=a.decay)
    branch.train()
    length = c["length"]
    for step in range(a.steps):
        for g in optimiser.param_groups:
            g["lr"] = a.lr * min(1, (step + 1) / 20) * (0.5 + 0.5 * np.cos(np.pi * step / a.steps))
        x, y = [], []
        for i in rng.choice(len(keys), a.batch, p=weight):
            clips = groups[keys[i]][0]
            f = clips[rng.randint(len(clips))]
            stride = int(rng.choice([1, 1, 2]))
            start = rng.randint(0, max(1, len(f) - (length - 1) * stride))
            f = f[np.minimum(start + stride * np.arange(length), len(f) - 1)]
            x.append(f + rng.normal(0, a.noise, (1, len(LABELS))) + rng.normal(0, a.noise / 2, f.shape))
            y.append(label[i])
        x = torch.from_numpy(np.stack(x).astype(np.float32))
        loss = F.cross_entropy(branch(x, a.drop), torch.tensor(np.array(y)), label_smoothing=0.05)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return branch.eval()


def hybrid(frame, branch):
    """The hybrid head that does the same on features."""
    head = network.Head(frame.in_features, kind="hybrid", hidden=branch.lstm.hidden_size, width=branch.small.out_features)
    with torch.no_grad():
        head.frame = frame
        head.project.weight.copy_(branch.small.weight @ frame.weight)
        head.project.bias.copy_(branch.small.weight @ frame.bias + branch.small.bias)
    head.lstm, head.out = branch.lstm, branch.out
    return head


def main(a):
    torch.set_num_threads(1)
    cache, fold = Cache(a.cache), folds.load(a.split)
    rows = logits(a, cache, fold)
    y = evaluate.labels(cache.clips)
    at = np.array([fold["clip", r["path"]] for r in cache.clips])
    p = {"frames": np.zeros((len(y), len(LABELS))), "hybrid": np.zeros((len(y), len(LABELS)))}
    for k in (int(f) for f in a.folds.split(",")):
        state = torch.load(os.path.join(a.runs, f"f{k}", "ema.pt"), map_location="cpu") if a.out else None
        c = state["config"] if state else {"fps": 4, "length": 8}
        chosen = {int(f) for f in a.folds.split(",")} - {k}
        branch = train(cache, fold, rows, chosen, c, a)
        with torch.no_grad():
            for i in np.nonzero(at == k)[0]:
                lo, hi = cache.event(cache.clips[i], c["fps"])
                w = torch.from_numpy(evaluate.cut(rows[i][lo:hi], c["length"], a.hop))
                p["frames"][i] = evaluate.softmax(w.mean(1).numpy()).mean(0)
                p["hybrid"][i] = evaluate.softmax(branch(w).numpy()).mean(0)
        if a.out:
            frame = nn.Linear(*reversed(state["head"]["frame.weight"].shape))
            frame.load_state_dict({"weight": state["head"]["frame.weight"], "bias": state["head"]["frame.bias"]})
            head = hybrid(frame, branch)
            out = os.path.join(a.out, f"f{k}")
            os.makedirs(out, exist_ok=True)
            config = {**c, "kind": "hybrid", "hidden": head.hidden, "width": head.width, "branch": vars(a)}
            torch.save({**state, "head": head.state_dict(), "config": config}, os.path.join(out, "ema.pt"))
    m = np.isin(at, [int(f) for f in a.folds.split(",")])
    for name, q in p.items():
        f = [evaluate.figures(q[at == k], y[at == k]) for k in sorted(set(at[m]))]
        print(f"{name:7s} mean F1 {np.mean([x['macroF1'] for x in f]):.3f} AUC {np.mean([x['anomalyAUC'] for x in f]):.3f} pooled", evaluate.brief(evaluate.figures(q[m], y[m])), flush=True)


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--cache", default=".scratch/pretrain/cache")
    p.add_argument("--split", default="models/vigil-2/split.csv")
    p.add_argument("--runs", required=True)
    p.add_argument("--out", help="where the hybrid checkpoints go; without it only the figures are printed")
    p.add_argument("--folds", default="0,1,2,3,4", help="leave fold 0 out while choosing settings")
    p.add_argument("--hop", type=int, default=4)
    p.add_argument("--hidden", type=int, default=48)
    p.add_argument("--width", type=int, default=96)
    p.add_argument("--steps", type=int, default=40)
    p.add_argument("--batch", type=int, default=48)
    p.add_argument("--lr", type=float, default=5e-4)
    p.add_argument("--decay", type=float, default=0.1)
    p.add_argument("--drop", type=float, default=0.5)
    p.add_argument("--noise", type=float, default=0.5)
    p.add_argument("--seed", type=int, default=1)
    main(p.parse_args())
