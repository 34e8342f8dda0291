"""Averages the weights of runs that began from the same weights (model soup, Wortsman et al. 2022).

    python3 scripts/pretrain/soup.py --out .scratch/pretrain/cv/f0 run/ema.pt:0.5 other/ema.pt:0.25 probe.pt:0.25

The first one names the configuration. Together with the starting point itself this is WiSE-FT: less of what the
fine-tuning bent, at no cost when running.
"""
import argparse
import os

import torch


def blend(parts):
    """parts: (state, weight); the first one's other fields stay."""
    total = sum(w for _, w in parts)
    out = dict(parts[0][0])
    for name in ("backbone", "head"):
        out[name] = {k: sum(s[name][k] * (w / total) for s, w in parts) for k in parts[0][0][name]}
    return out


def main(a):
    parts = [(torch.load(p, map_location="cpu"), float(w)) for p, w in (x.rsplit(":", 1) for x in a.parts)]
    seen = {tuple(sorted(s["config"]["train"].split(","))) for s, _ in parts}
    assert len(seen) == 1, "trained on different folds"
    out = blend(parts)
    out["config"] = {**out["config"], "soup": a.parts}
    os.makedirs(a.out, exist_ok=True)
    torch.save(out, os.path.join(a.out, "ema.pt"))


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--out", required=True)
    p.add_argument("parts", nargs="+", help="checkpoint:weight")
    main(p.parse_args())
