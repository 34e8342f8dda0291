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
    keep = ("lr", "head_lr", "decay", "drop", "ema", "singles", "length")
    summary = {
        "data": {name: counts([r for r in rows if int(r["fold"]) in f]) for name, f in parts.items()},
        "protocol": "Group-disjoint: no camera, scene or near-duplicate still is on both sides. This model was trained on folds "
        f"{c['train']}; fold 0 is the test set. Temperature and thresholds come from four models of the same recipe, each on the one "
        "of folds 1 to 4 that it was not trained on: that is the validation figure. Those four have seen fold 0; this one has not.",
        "split": "split.csv",
        "testClips": "test-clips.csv",
        "framework": f"PyTorch {torch.__version__}, Python {platform.python_version()}, CPU, bfloat16 autocast",
        "recipe": {
            "summary": "MobileNetV1 0.5 from ImageNet weights with a linear head fitted to its frozen features, fine-tuned end to end "
            "three times on class- and group-balanced single frames (300 steps with light augmentation and mixup, 240 with full "
            "augmentation and MixStyle, 300 with light augmentation alone); the mean of the three runs' weights (2 parts each) and of the starting point (1 part). The LSTM branch "
            "is trained on frame logits of the cross-validation's models for clips that they have not seen.",
            **{k: c[k] for k in keep if k in c}, "augmentation": "scripts/pretrain/augment.py",
            **(state.get("note") or {}),
        },
        "figures": {name: calibration[name] for name in ("validation", "test") if name in calibration},
        "note": "Clip level, event span only, cameras not trained on. Alarm figures rest on 15 minutes of calm footage in validation, 4 in the test.",
    }
    with open(a.out, "w") as f:
        json.dump(rounded(summary), f, indent=1)


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--split", default="models/vigil-2/split.csv")
    p.add_argument("--checkpoint", required=True)
    p.add_argument("--calibration", required=True)
    p.add_argument("--out", required=True)
    main(p.parse_args())
