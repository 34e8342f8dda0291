"""Temperature, smoothing and event thresholds from validation footage.

    python3 calibrate.py --checkpoint .scratch/pretrain/r0/ema.pt --validation .scratch/pretrain/r1/ema.pt:1 \
        --out .scratch/pretrain/r0/calibration.json

The thresholds follow the app: window probabilities at the temperature, smoothed forward and backward, events by
hysteresis. For each label the lowest `enter` is taken whose false alarms on footage without that label stay within
the budget; `exit` is 0.6 of it. Normal footage is the Normal clips and the calm parts of the others.
"""
import argparse
import json

import numpy as np
from scipy.optimize import minimize_scalar

import evaluate
from data import LABELS, NORMAL

EXIT = 0.6
MIN_DURATION = 1.0
MAX_GAP = 2.0
HALF_LIFE = 1.0
ALARMS_PER_HOUR = 2.0
FLOOR = 0.5


def nll(logits, y, temperature):
    p = evaluate.probabilities(logits, temperature)
    return -np.log(p[np.arange(len(y)), y] + 1e-9).mean()


def temperature(logits, y):
    best = minimize_scalar(lambda t: nll(logits, y, np.exp(t)), bounds=(np.log(0.3), np.log(4)), method="bounded")
    return round(float(np.exp(best.x)), 4)


def ece(p, y, bins=10):
    confidence, right = p.max(1), p.argmax(1) == y
    at = np.minimum((confidence * bins).astype(int), bins - 1)
    table, total = [], 0.0
    for b in range(bins):
        m = at == b
        if m.any():
            table.append({"from": b / bins, "n": int(m.sum()), "confidence": float(confidence[m].mean()), "accuracy": float(right[m].mean())})
            total += m.mean() * abs(confidence[m].mean() - right[m].mean())
    return float(total), table


def smooth(p, times, half_life):
    """As the app: every row a mean of all rows, weights halving each `half_life` seconds of distance."""
    if len(p) < 2 or half_life <= 0:
        return p
    w = 0.5 ** (np.abs(times[:, None] - times[None]) / half_life)
    return (w / w.sum(1, keepdims=True)) @ p


def events(p, times, end, rule):
    """(start, end) of the events of one label's probabilities, by the app's rule."""
    mid = (times[1:] + times[:-1]) / 2
    bounds = np.concatenate([[0.0], mid, [end]])
    keep, rows, spans, row = min(rule["enter"], rule["exit"]), len(p), [], 0
    while row < rows:
        if p[row] >= rule["enter"]:
            first = row
            while first > 0 and p[first - 1] >= keep:
                first -= 1
            while row + 1 < rows and p[row + 1] >= keep:
                row += 1
            spans.append([bounds[first], bounds[row + 1]])
        row += 1
    merged = []
    for s in spans:
        if merged and s[0] - merged[-1][1] <= rule["maxGap"]:
            merged[-1][1] = s[1]
        else:
            merged.append(s)
    return [s for s in merged if s[1] - s[0] >= rule["minDuration"]]


def window_times(count, fps, length, hop):
    return np.array([(s + min(length, count) / 2) / fps for s in evaluate.windows(count, length, hop)])


def tracks(clips, whole, fps, length, hop, t):
    """Per clip (row, times, end, smoothed probabilities) over the whole clip."""
    out = []
    for r, logits in zip(clips, whole):
        count = r["samples"]
        times = window_times(count, fps, length, hop)
        out.append((r, times, count / fps, smooth(evaluate.softmax(logits / t), times, HALF_LIFE)))
    return out


def rule(enter):
    return {"enter": round(float(enter), 3), "exit": round(float(enter) * EXIT, 3), "minDuration": MIN_DURATION, "maxGap": MAX_GAP}


def overlaps(span, r):
    return span[0] < float(r["event_end_s"]) and span[1] > float(r["event_start_s"])


def alarms(track, c, rl):
    """(false alarms on calm footage, clips of the label found, clips of the label)."""
    false = found = of = 0
    for r, times, end, p in track:
        spans = events(p[:, c], times, end, rl)
        if r["label"] == LABELS[c]:
            of += 1
            found += any(overlaps(s, r) for s in spans)
            false += sum(not overlaps(s, r) for s in spans)
        elif r["label"] == "Normal":
            false += len(spans)
        else:
            false += sum(not overlaps(s, r) for s in spans)
    return false, found, of


def calm_hours(track):
    s = 0.0
    for r, _, end, _ in track:
        s += end if r["label"] == "Normal" else max(0.0, end - (float(r["event_end_s"]) - float(r["event_start_s"])))
    return s / 3600


def thresholds(track):
    """Per label the lowest threshold within an equal share of the alarm budget."""
    hours = calm_hours(track)
    share = ALARMS_PER_HOUR * hours / (len(LABELS) - 1)
    out, report = {}, {}
    for c, label in enumerate(LABELS):
        if c == NORMAL:
            continue
        for enter in np.arange(FLOOR, 0.96, 0.01):
            rl = rule(enter)
            false, found, of = alarms(track, c, rl)
            if false <= share:
                break
        out[label] = rl
        report[label] = {"falseAlarms": false, "found": found, "of": of}
    total = sum(r["falseAlarms"] for r in report.values())
    return out, {"calmHours": hours, "falseAlarms": total, "perHour": total / hours, "upper95PerHour": float(poisson_upper(total) / hours), "byLabel": report}


def poisson_upper(k):
    from scipy.stats import chi2

    return chi2.ppf(0.95, 2 * (k + 1)) / 2


def check(track, rules):
    """The same report for given thresholds (test footage)."""
    hours = calm_hours(track)
    report = {}
    for label, rl in rules.items():
        false, found, of = alarms(track, LABELS.index(label), rl)
        report[label] = {"falseAlarms": false, "found": found, "of": of}
    total = sum(r["falseAlarms"] for r in report.values())
    return {"calmHours": hours, "falseAlarms": total, "perHour": total / hours, "upper95PerHour": float(poisson_upper(total) / hours), "byLabel": report}


def outputs(checkpoint, cache, fold, chosen, hop):
    """Logits of the event spans and of whole clips, of one model on the clips of some folds."""
    import torch

    net, head, c = evaluate.load(checkpoint)
    assert not chosen & {int(f) for f in c["train"].split(",")}, "the model was trained on these folds"
    clips = evaluate.select(cache, fold, chosen)
    features = evaluate.stored_features(net, cache, clips, c["fps"], c["size"])
    for r, f in zip(clips, features):
        r["samples"] = len(f)
    out = {"clips": clips, "config": c, "logits": evaluate.clip_logits(head, features, cache, clips, c["fps"], c["length"], hop)}
    with torch.no_grad():
        out["whole"] = [head(torch.from_numpy(evaluate.cut(f, c["length"], hop))).numpy() for f in features]
    if c["kind"] == "hybrid":
        out["plain"] = evaluate.clip_logits(evaluate.frames_only(head), features, cache, clips, c["fps"], c["length"], hop)
    return out


def main(a):
    import folds
    import torch
    from data import Cache

    torch.set_num_threads(1)
    cache, fold = Cache(a.cache), folds.load(a.split)
    result = {"halfLife": HALF_LIFE, "hop": a.hop, "validationBy": "models trained without the fold in question"}
    pairs = [v.rsplit(":", 1) for v in (a.validation or [a.checkpoint + ":1"])]
    parts = {"validation": [outputs(ckpt, cache, fold, {int(f)}, a.hop) for ckpt, f in pairs]}
    if a.test:
        parts["test"] = [outputs(a.checkpoint, cache, fold, {int(f) for f in a.test.split(",")}, a.hop)]
    for name, found in parts.items():
        c = found[0]["config"]
        clips, logits, whole = (sum((o[k] for o in found), []) for k in ("clips", "logits", "whole"))
        y = evaluate.labels(clips)
        if name == "validation":
            result["temperature"] = t = temperature(logits, y)
        track = tracks(clips, whole, c["fps"], c["length"], a.hop, t)
        if name == "validation":
            result["thresholds"], alarm = thresholds(track)
        else:
            alarm = check(track, result["thresholds"])
        p = evaluate.probabilities(logits, t)
        error, table = ece(p, y)
        result[name] = {**evaluate.figures(p, y), "ece": error, "reliability": table, "alarms": alarm}
        if c["kind"] == "hybrid":
            plain = evaluate.probabilities(sum((o["plain"] for o in found), []), t)
            result[name]["frameAverage"] = evaluate.figures(plain, y)
            np.savez(a.out.replace(".json", f"-{name}.npz"), p=p, frames=plain, y=y,
                     group=np.array([r["camera_group"] for r in clips]), path=np.array([r["path"] for r in clips]))
        print(name, evaluate.brief(result[name]), f"ECE {error:.3f}", json.dumps(alarm))
    with open(a.out, "w") as f:
        json.dump(result, f, indent=1)


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--cache", default=".scratch/pretrain/cache")
    p.add_argument("--split", default="models/vigil-2/split.csv")
    p.add_argument("--checkpoint", required=True)
    p.add_argument("--validation", nargs="*", help="checkpoint:fold pairs, each of the same recipe trained without that fold")
    p.add_argument("--test", default="", help="give the test fold only for a model already chosen")
    p.add_argument("--hop", type=int, default=4)
    p.add_argument("--out", required=True)
    main(p.parse_args())
