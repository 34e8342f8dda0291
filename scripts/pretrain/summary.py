"""The manifest's `training` field: data counts, protocol, recipe and figures of one run.

    python3 summary.py --checkpoint .scratch/pretrain/v1/ema.pt --calibration .scratch/pretrain/v1/calibration.json \
        --out .scratch/pretrain/v1/summary.json
"""
import argparse
import collections
import json
import platform

import torch

from data import LABELS, read_csv


def counts(rows):
    clips, stills = collections.Counter(), collections.Counter()
    groups = collections.defaultdict(set)
    for r in rows:
        (clips if r["kind"] == "clip" else stills)[r["label"]] += 1
        if r["kind"] == "clip":
            groups[r["label"]].add(r["group"])
    return {l: {"clips": clips[l], "cameraGroups": len(groups[l]), "stills": stills[l]} for l in LABELS}


def rounded(x):
    if isinstance(x, float):
        return round(x, 4)
    if isinstance(x, dict):
        return {k: rounded(v) for k, v in x.items()}
    if isinstance(x, list):
        return [rounded(v) for v in x]
    return x


def main(a):
    state = torch.load(a.checkpoint, map_location="cpu")
    c = state["config"]
    with open(a.calibration) as f:
        calibration = json.load(f)
    rows = read_csv(a.split)
    train = {int(f) for f in c["train"].split(",")}
    parts = {"train": train, "test": {0}}
    keep = ("lr", "head_lr", "decay", "drop", "mixup", "ema", "singles", "sequences", "length", "seed")
    summary = {
        "data": {name: counts([r for r in rows if int(r["fold"]) in f]) for name, f in parts.items()},
        "protocol": "Group-disjoint: no camera, scene or near-duplicate still is on both sides. This model was trained on folds "
        f"{c['train']}; fold 0 is the test set. Temperature and thresholds come from a model of the same recipe trained without "
        "fold 1, on fold 1: that is the validation figure. Only the lower bound of .5 on thresholds was set after the test.",
        "split": "split.csv",
        "testClips": "test-clips.csv",
        "framework": f"PyTorch {torch.__version__}, Python {platform.python_version()}, CPU, bfloat16 autocast",
        "recipe": {
            "summary": "MobileNetV1 0.75 from ImageNet weights, its relu6 turned into relu by matching maps, trained end to end "
            "with the head on class- and group-balanced single frames and short sequences; moving average of the weights.",
            "steps": state["step"], **{k: c[k] for k in keep if k in c}, "augmentation": "scripts/pretrain/augment.py",
            **(state.get("note") or {}),
        },
        "figures": {name: calibration[name] for name in ("validation", "test") if name in calibration},
        "note": "Clip level, event span only, cameras not trained on. Alarm figures rest on 3 to 4 minutes of calm footage.",
    }
    with open(a.out, "w") as f:
        json.dump(rounded(summary), f, indent=1)


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--split", default="models/vigil-1/split.csv")
    p.add_argument("--checkpoint", required=True)
    p.add_argument("--calibration", required=True)
    p.add_argument("--out", required=True)
    main(p.parse_args())
