"""Turns the pretrained relu6 backbone into a relu one (half the cost in WASM) by matching its maps.

    python3 relu.py --data ../shared/data --cache .scratch/pretrain/cache --split models/vigil-2/split.csv

The cap at 6 acts in the first layers and the last; without it features drift. The relu network is fitted
to the capped one's maps on the training folds' stills, without labels. Writes relu-<name>.pt.
"""
import argparse
import os
import time

import numpy as np
import torch

import folds
import network
from data import Cache


def maps(net, x, at):
    import torch.nn.functional as F

    out = []
    for i, c in enumerate(net.convs):
        if c.stride[0] == 2:
            x = F.pad(x, (0, 1, 0, 1))
        x = net.act(c(x))
        if i in at:
            out.append(x.float())
    return out


def main(a):
    torch.manual_seed(0)
    torch.set_num_threads(1)
    rng = np.random.RandomState(0)
    cache = Cache(a.cache)
    fold = folds.load(a.split)
    stills = cache.frames("stills", 192)
    rows = [r["first"] for r in cache.stills if fold["still", r["path"]] >= 2]
    target = network.pretrained(a.data, a.name, "relu6").eval()
    net = network.pretrained(a.data, a.name, "relu")
    optimiser = torch.optim.Adam(net.parameters(), 1e-3)
    at = (2, 6, 12, 22, 26)
    start = time.time()
    for step in range(a.steps):
        for g in optimiser.param_groups:
            g["lr"] = 1e-3 * min(1, (step + 1) / 20) * (1 - step / a.steps)
        i, j = rng.randint(0, 33, 2)
        x = np.stack([stills[k][i : i + 160, j : j + 160] for k in rng.choice(rows, 32)])
        x = torch.from_numpy(x.transpose(0, 3, 1, 2)).to(memory_format=torch.channels_last).float() / 127.5 - 1
        with torch.cpu.amp.autocast():
            with torch.no_grad():
                want = maps(target, x, at)
            loss = sum(((y - w) ** 2).sum() / (w**2).sum() for y, w in zip(maps(net, x, at), want))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        if step % 25 == 0:
            per = [float(((y - w) ** 2).sum() / (w**2).sum()) for y, w in zip(maps(net, x[:4], at), maps(target, x[:4], at))]
            print(step, round(float(loss), 4), [round(p, 3) for p in per], round(time.time() - start), "s", flush=True)
    torch.save(net.state_dict(), os.path.join(a.out, f"relu-{a.name}.pt"))


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--data", default="../shared/data")
    p.add_argument("--cache", default=".scratch/pretrain/cache")
    p.add_argument("--split", default="models/vigil-2/split.csv")
    p.add_argument("--out", default=".scratch/pretrain")
    p.add_argument("--name", default="0.75_192")
    p.add_argument("--steps", type=int, default=400)
    main(p.parse_args())
