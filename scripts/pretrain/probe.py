"""A starting point for fine-tuning: the ImageNet network with a linear head already fitted to its frozen features.

    python3 scripts/pretrain/probe.py --train 1,2,3,4 --out .scratch/pretrain/probe-0.pt

Fine-tuning from a random head first bends the features to fit its noise (Kumar et al. 2022); from this head it need
not. The head is the logistic regression of frozen.py on the clips of the training folds.
"""
import argparse
import os

import numpy as np
import torch

import folds
import frozen
import network
from data import Cache
from sampler import share_of


def main(a):
    torch.set_num_threads(1)
    cache, fold = Cache(a.cache), folds.load(a.split)
    z = np.load(os.path.join(a.work, f"frozen-{a.net}.npz"))
    clip = z["clips"].astype(np.float32)
    clip = clip.reshape(len(clip), -1, 4).mean(2)
    train = {int(f) for f in a.train.split(",")}
    kept = share_of([r for r in cache.clips if fold["clip", r["path"]] in train], "camera_group", a.share, 0)
    model, mu, sd = frozen.fit(cache, fold, clip, None, train, kept)
    weight = model.coef_ / sd
    net = network.pretrained(a.data, a.net.split("-")[1] + "_160", "relu6")
    head = {
        "frame.weight": torch.from_numpy(weight.astype(np.float32)),
        "frame.bias": torch.from_numpy((model.intercept_ - weight @ mu).astype(np.float32)),
    }
    torch.save({"backbone": net.state_dict(), "head": head, "config": {"train": a.train}}, a.out)


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--data", default="../shared/data")
    p.add_argument("--cache", default=".scratch/pretrain/cache")
    p.add_argument("--split", default="models/vigil-2/split.csv")
    p.add_argument("--work", default=".scratch/pretrain")
    p.add_argument("--net", default="v1-0.5")
    p.add_argument("--train", required=True)
    p.add_argument("--share", type=float, default=1.0, help="share of the training camera groups, as train.py takes it")
    p.add_argument("--out", required=True)
    main(p.parse_args())
