#!/usr/bin/env python3
"""How evenly scikit-learn's StratifiedGroupKFold shares out shared/data/footage, to hold groupFolds against.

    /usr/bin/python3 scripts/goldens/stratified_folds.py > tests/fixtures/training/stratified-folds.json

Prints figures only: for k folds and the seeds 1 to 5 the root mean square, over folds and labels, of the difference
between the share of the label's clips in the fold and 1/k; and how many (fold, label) pairs hold no clip.
"""

import csv
import json
from pathlib import Path

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

LIST = Path(__file__).resolve().parents[3] / "shared" / "data" / "footage" / "clips.csv"


def judge(labels, groups, k, seed):
    names = sorted(set(labels))
    y = np.array([names.index(label) for label in labels])
    folds = StratifiedGroupKFold(k, shuffle=True, random_state=seed).split(y, y, groups)
    counts = np.array([np.bincount(y[test], minlength=len(names)) for _, test in folds])
    shares = counts / counts.sum(axis=0)
    return {"rms": float(np.sqrt(((shares - 1 / k) ** 2).mean())), "absent": int((counts == 0).sum())}


def main():
    rows = list(csv.DictReader(LIST.open()))
    labels = [row["label"] for row in rows]
    groups = [row["camera_group"] for row in rows]
    result = {
        str(k): [judge(labels, groups, k, seed) for seed in range(1, 6)] for k in (5, 10)
    }
    print(json.dumps({"clips": len(rows), "folds": result}, indent=1))


if __name__ == "__main__":
    main()
