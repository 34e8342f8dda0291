"""Five-fold cross-validation of one recipe: every clip judged by a model that saw no clip of its camera group.

    python3 scripts/pretrain/crossval.py --runs .scratch/pretrain/cv

Reads <runs>/f0 .. f4 (fold k's run is trained on the other four). Temperature and thresholds for fold k come from the
other folds' out-of-fold outputs, so no clip has a say in its own calibration. Writes <runs>/cv.npz (p, y, group, path,
fold, frames, pixels) and <runs>/cv.json, and prints the tables of docs/experiments.md and docs/MODEL-CARD.md.
"""
import argparse
import json
import os

import numpy as np
import torch
from sklearn.metrics import confusion_matrix, roc_auc_score

import baselines
import calibrate
import evaluate
import folds
from data import LABELS, NORMAL, Cache
from intervals import intervals


def outputs(a, cache, fold):
    """Per fold the outputs of its model, kept on disk: [{clips, config, logits, whole, plain}]."""
    return [calibrate.outputs(os.path.join(a.runs, f"f{k}", "ema.pt"), cache, fold, {k}, a.hop) for k in range(5)]


def pixels(a, cache, fold, parts):
    """Out-of-fold probabilities of the LSTM-only head on 16 x 16 pixels."""
    path = os.path.join(a.runs, "pixels.npz")
    if os.path.exists(path):
        return np.load(path)["p"]
    p = []
    for k, o in enumerate(parts):
        head = baselines.train_pixels(cache, fold, set(range(5)) - {k}, o["config"], a.pixel_steps)
        small = baselines.pixels(cache, o["clips"], o["config"]["fps"])
        p.append(evaluate.probabilities(evaluate.clip_logits(head, small, cache, o["clips"], o["config"]["fps"], o["config"]["length"], a.hop)))
    np.savez(path, p=np.concatenate(p))
    return np.concatenate(p)


def breakdown(clips, p, y, group):
    """Where the anomaly AUC is lost."""
    s, anomaly = 1 - p[:, NORMAL], y != NORMAL
    eventful = {r["camera_group"] for r in clips if r["label"] != "Normal"}
    same = np.array([r["label"] == "Normal" and r["camera_group"] in eventful for r in clips])
    hockey = np.array([r["domain"] == "hockey" for r in clips])
    within = []
    for g in np.unique(group):
        e, n = s[(group == g) & anomaly], s[(group == g) & ~anomaly]
        if len(e) and len(n):
            within.append(float(((e[:, None] > n[None]) + 0.5 * (e[:, None] == n[None])).mean()))
    out = {
        "all": roc_auc_score(anomaly, s),
        "calm footage of eventful cameras left out": roc_auc_score(anomaly[~same], s[~same]),
        "only calm footage of eventful cameras": roc_auc_score(anomaly[anomaly | same], s[anomaly | same]),
        "hockey left out": roc_auc_score(anomaly[~hockey], s[~hockey]),
        "mean within a camera": float(np.mean(within)), "cameras with both": len(within), "calm clips of eventful cameras": int(same.sum()),
    }
    for c, label in enumerate(LABELS):
        if c != NORMAL:
            m = (y == c) | (y == NORMAL)
            out[label + " against Normal"] = roc_auc_score(y[m] == c, s[m])
    return {k: round(float(v), 3) for k, v in out.items()}


def main(a):
    torch.set_num_threads(a.threads)
    cache, fold = Cache(a.cache), folds.load(a.split)
    parts = outputs(a, cache, fold)
    clips = sum((o["clips"] for o in parts), [])
    y, group = evaluate.labels(clips), np.array([r["camera_group"] for r in clips])
    at = np.concatenate([np.full(len(o["clips"]), k) for k, o in enumerate(parts)])
    p, frames, alarms, temperatures = [], [], [], []
    for k, o in enumerate(parts):
        others = [q for j, q in enumerate(parts) if j != k]
        t = calibrate.temperature(sum((q["logits"] for q in others), []), evaluate.labels(sum((q["clips"] for q in others), [])))
        temperatures.append(t)
        p.append(evaluate.probabilities(o["logits"], t))
        frames.append(evaluate.probabilities(o.get("plain", o["logits"]), t))
        c = o["config"]
        rules, _ = calibrate.thresholds(sum((calibrate.tracks(q["clips"], q["whole"], c["fps"], c["length"], a.hop, t) for q in others), []))
        alarms.append(calibrate.check(calibrate.tracks(o["clips"], o["whole"], c["fps"], c["length"], a.hop, t), rules))
    p, frames = np.concatenate(p), np.concatenate(frames)
    by_fold = [evaluate.figures(p[at == k], y[at == k]) for k in range(5)]
    for k, f in enumerate(by_fold):
        print("fold", k, evaluate.brief(f))
    names = ("accuracy", "balanced", "macroF1", "anomalyAUC")
    mean = {n: [round(float(np.mean([f[n] for f in by_fold])), 3), round(float(np.std([f[n] for f in by_fold], ddof=1)), 3)] for n in names}
    print("mean and standard deviation of folds", mean)
    print("pooled", evaluate.brief(evaluate.figures(p, y)))
    result = {"temperatures": temperatures, "byFold": by_fold, "mean": mean, "breakdown": breakdown(clips, p, y, group)}
    print("temperatures", temperatures, "AUC", json.dumps(result["breakdown"], indent=1))
    heads = {"frames": frames}
    if a.pixel_steps:
        heads["pixels"] = pixels(a, cache, fold, parts)
    result["gains"] = {}
    for name, other in heads.items():
        print(name, evaluate.brief(evaluate.figures(other, y)))
        table, paired = intervals(p, y, group, other)
        result["gains"][name] = {k: [round(float(v), 3) for v in t] for k, t in paired.items()}
        print("hybrid minus", name, result["gains"][name])
    result["intervals"] = {k: [None if np.isnan(v) else round(float(v), 3) for v in t] for k, t in table.items()}
    for k, t in result["intervals"].items():
        print(f"  {k:20s}", *t)
    error, reliability = calibrate.ece(p, y)
    result.update(ece=error, reliability=reliability, alarms=alarms, confusion=confusion_matrix(y, p.argmax(1)).tolist())
    print("ECE", round(error, 4), *(f"\n  {r['from']:.1f} n {r['n']} confidence {r['confidence']:.2f} right {r['accuracy']:.2f}" for r in reliability))
    print(np.array(result["confusion"]))
    hours, false = sum(r["calmHours"] for r in alarms), sum(r["falseAlarms"] for r in alarms)
    print(f"alarms {false} in {hours * 60:.1f} min, upper 95 % bound {calibrate.poisson_upper(false) / hours:.1f} an hour")
    for label in alarms[0]["byLabel"]:
        print("  ", label, [sum(r["byLabel"][label][n] for r in alarms) for n in ("found", "of", "falseAlarms")])
    np.savez(os.path.join(a.runs, "cv.npz"), p=p, y=y, group=group, path=np.array([r["path"] for r in clips]), fold=at, **heads)
    with open(os.path.join(a.runs, "cv.json"), "w") as f:
        json.dump(result, f, indent=1)


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--cache", default=".scratch/pretrain/cache")
    p.add_argument("--split", default="models/vigil-2/split.csv")
    p.add_argument("--runs", required=True)
    p.add_argument("--hop", type=int, default=4)
    p.add_argument("--pixel-steps", type=int, default=300, help="training steps of the LSTM-only head; 0 leaves it out")
    p.add_argument("--threads", type=int, default=1)
    main(p.parse_args())
