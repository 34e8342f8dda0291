"""95 % bootstrap intervals over camera groups, confusion matrix, and paired comparisons.

    python3 intervals.py .scratch/pretrain/v1/calibration-test.npz [...more .npz to pool]

Each .npz holds p [N,6], y, group and, for comparison, one array of probabilities per other head.
Groups are resampled with replacement, so that clips of one camera stay together.
"""
import json
import sys

import numpy as np
from sklearn.metrics import confusion_matrix, f1_score, roc_auc_score

from data import LABELS, NORMAL

ROUNDS = 2000


def measures(p, y):
    pred = p.argmax(1)
    recall = [float((pred[y == c] == c).mean()) if (y == c).any() else np.nan for c in range(6)]
    precision = [float((y[pred == c] == c).mean()) if (pred == c).any() else np.nan for c in range(6)]
    anomaly = y != NORMAL
    return {
        "accuracy": float((pred == y).mean()),
        "balanced accuracy": float(np.nanmean(recall)),
        "macro-F1": float(f1_score(y, pred, average="macro", labels=sorted(set(y)), zero_division=0)),
        "anomaly AUC": float(roc_auc_score(anomaly, 1 - p[:, NORMAL])) if 0 < anomaly.mean() < 1 else np.nan,
        **{f"recall {l}": recall[c] for c, l in enumerate(LABELS)},
        **{f"precision {l}": precision[c] for c, l in enumerate(LABELS)},
    }


def resamples(group, seed=0):
    rng = np.random.RandomState(seed)
    names = np.unique(group)
    members = {g: np.nonzero(group == g)[0] for g in names}
    for _ in range(ROUNDS):
        yield np.concatenate([members[g] for g in rng.choice(names, len(names))])


def intervals(p, y, group, other=None):
    base = measures(p, y)
    rounds = {k: [] for k in base}
    gain = {"macro-F1": [], "accuracy": [], "anomaly AUC": []}
    for i in resamples(group):
        m = measures(p[i], y[i])
        for k in base:
            rounds[k].append(m[k])
        if other is not None:
            o = measures(other[i], y[i])
            for k in gain:
                gain[k].append(m[k] - o[k])
    out = {k: (v, *np.nanpercentile(rounds[k], [2.5, 97.5])) for k, v in base.items()}
    paired = None
    if other is not None:
        o = measures(other, y)
        paired = {k: (base[k] - o[k], *np.nanpercentile(v, [2.5, 97.5])) for k, v in gain.items()}
    return out, paired


def load(paths):
    parts = [np.load(p, allow_pickle=False) for p in paths]
    return {k: np.concatenate([p[k] for p in parts]) for k in parts[0].files}


def main(paths):
    d = load(paths)
    y, group = d["y"], d["group"]
    out, _ = intervals(d["p"], y, group)
    print(len(y), "clips of", len(set(group)), "groups")
    for k, (v, lo, hi) in out.items():
        print(f"| {k} | {v:.2f} | {lo:.2f}-{hi:.2f} |")
    print("rows true, columns predicted:", ", ".join(LABELS))
    print(confusion_matrix(y, d["p"].argmax(1), labels=range(6)))
    for k in d:
        if k in ("p", "y", "group", "path"):
            continue
        _, paired = intervals(d["p"], y, group, d[k])
        own, _ = intervals(d[k], y, group)
        print(k, {m: round(own[m][0], 3) for m in ("accuracy", "balanced accuracy", "macro-F1", "anomaly AUC")})
        print("model minus", k, json.dumps({m: [round(float(v), 3) for v in t] for m, t in paired.items()}))


if __name__ == "__main__":
    main(sys.argv[1:])
