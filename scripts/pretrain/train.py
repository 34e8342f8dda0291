"""Trains backbone and head together, end to end, on single frames and short sequences.

    nice -n 19 python3 train.py --cache .scratch/pretrain/cache --init .scratch/pretrain/relu-0.75_192.pt \
        --out .scratch/pretrain/v1 --train 2,3,4 --check 1 --steps 3000

Each step sees class- and group-balanced single frames (stills and clip frames) and short sequences. The
loss is the cross-entropy of the single frames' frame logits, of the sequences' hybrid logits and, at half
weight, of the sequences' averaged frame logits. Stops and resumes from <out>/last.pt; <out>/ema.pt is the
moving average of the weights.
"""
import argparse
import copy
import json
import os
import time

import numpy as np
import torch
import torch.nn.functional as F

import evaluate
import folds
import network
from data import LABELS, Cache
from sampler import Batches


def soft(y, smoothing):
    t = F.one_hot(y, len(LABELS)).float()
    return t * (1 - smoothing) + smoothing / len(LABELS)


def loss_of(logits, target):
    return -(target * F.log_softmax(logits, 1)).sum(1).mean()


def mix(rng, x, y, alpha=0.3):
    """Mixup along the first axis."""
    lam = max(*rng.dirichlet([alpha, alpha]))
    order = torch.from_numpy(rng.permutation(len(x)))
    return x * lam + x[order] * (1 - lam), y * lam + y[order] * (1 - lam)


def idle_cores():
    """Cores that nobody else wants now, at least one: two threads that wait for each other are slower than one."""
    with open("/proc/loadavg") as f:
        runnable = int(f.read().split()[3].split("/")[0])
    return max(1, (os.cpu_count() or 1) - max(0, runnable - torch.get_num_threads() - 1))


class Average:
    """Exponential moving average of the weights, warmed up."""

    def __init__(self, modules, decay):
        self.modules = [copy.deepcopy(m) for m in modules]
        self.decay, self.n = decay, 0

    @torch.no_grad()
    def update(self, modules):
        self.n += 1
        d = min(self.decay, self.n / (self.n + 10))
        for a, m in zip(self.modules, modules):
            for p, q in zip(a.parameters(), m.parameters()):
                p.lerp_(q, 1 - d)


def main(a):
    torch.set_num_threads(a.threads or 1)
    torch.manual_seed(a.seed)
    os.makedirs(a.out, exist_ok=True)
    train = {int(f) for f in a.train.split(",")}
    if a.init.endswith(".pt"):
        state = torch.load(a.init, map_location="cpu")
        widths = [state["convs.0.weight"].shape[0]] + [state[f"convs.{2 * i + 2}.weight"].shape[0] for i in range(13)]
        net = network.Backbone(widths, a.activation)
        net.load_state_dict(state)
        net = net.to(memory_format=torch.channels_last)
    else:
        net = network.pretrained(a.data, a.init, a.activation)
        widths = [net.convs[0].out_channels] + [c.out_channels for c in net.convs[2::2]]
    head = network.Head(net.features, kind=a.kind)
    if a.start:
        s = torch.load(a.start, map_location="cpu")
        net.load_state_dict(s["backbone"])
        missing = head.load_state_dict(s["head"], strict=False).missing_keys
        print("started afresh:", *missing)
    if a.branch:
        net.requires_grad_(False)
        head.frame.requires_grad_(False)
    config = {**vars(a), "widths": widths, "activation": a.activation, "hidden": head.hidden, "width": head.width}
    for layer in net.convs[: a.freeze]:
        layer.requires_grad_(False)
    decay = [p for m in (net, head) for p in m.parameters() if p.dim() > 1]
    groups = []
    for m, lr in ((net, a.lr), (head, a.head_lr)):
        groups.append({"params": [p for p in m.parameters() if p.dim() > 1], "lr": lr, "base": lr, "weight_decay": a.decay})
        groups.append({"params": [p for p in m.parameters() if p.dim() <= 1], "lr": lr, "base": lr, "weight_decay": 0.0})
    optimiser = torch.optim.AdamW(groups)
    average = Average((net, head), a.ema)
    step = 0
    last = os.path.join(a.out, "last.pt")
    if os.path.exists(last):
        s = torch.load(last)
        net.load_state_dict(s["net"])
        head.load_state_dict(s["headnow"])
        average.modules[0].load_state_dict(s["backbone"])
        average.modules[1].load_state_dict(s["head"])
        average.n = s["n"]
        optimiser.load_state_dict(s["optimiser"])
        step = s["step"]

    fold = folds.load(a.split)
    cache = Cache(a.cache)
    check = evaluate.select(cache, fold, {int(f) for f in a.check.split(",")}) if a.check else []
    batches = iter(
        torch.utils.data.DataLoader(
            Batches(a.cache, fold, train, a.size, a.singles, a.sequences, a.length, step, a.seed, a.augment, a.share),
            batch_size=None, num_workers=a.workers, prefetch_factor=4,
        )
    )
    rng = np.random.RandomState(a.seed + step)
    log = open(os.path.join(a.out, "log.txt"), "a")
    start, running = time.time(), []

    def say(*words):
        line = " ".join(str(w) for w in words)
        print(line, flush=True)
        log.write(line + "\n")
        log.flush()

    def save():
        extra = {"net": net.state_dict(), "headnow": head.state_dict(), "optimiser": optimiser.state_dict(), "step": step, "n": average.n}
        ema = {"backbone": average.modules[0].state_dict(), "head": average.modules[1].state_dict(), "config": config, "step": step}
        torch.save({**ema, **extra}, last + ".new")
        os.replace(last + ".new", last)
        torch.save(ema, os.path.join(a.out, "ema.pt"))

    while step < a.steps:
        if not a.threads and step % 5 == 0:
            torch.set_num_threads(idle_cores())
        warm = min(1.0, (step + 1) / 60)
        schedule = warm * 0.5 * (1 + np.cos(np.pi * step / a.steps))
        for g in optimiser.param_groups:
            g["lr"] = g["base"] * max(schedule, 0.01 * warm)
        x, y = next(batches)
        x = x.contiguous(memory_format=torch.channels_last).float() / 127.5 - 1
        target = soft(y, a.smoothing)
        n, q, length = a.singles, a.sequences, a.length
        singles, seqs = x[:n], x[n:].view(q, length, *x.shape[1:]) if q else None
        ts, tq = target[:n], target[n:]
        if n > 1 and rng.rand() < a.mixup:
            singles, ts = mix(rng, singles, ts)
        if q > 1 and rng.rand() < a.mixup:
            seqs, tq = mix(rng, seqs, tq)
        x = torch.cat([singles, seqs.flatten(0, 1)]) if q else singles
        x = x.contiguous(memory_format=torch.channels_last)
        net.train()
        head.train()
        with torch.cpu.amp.autocast(), torch.set_grad_enabled(not a.branch):
            f = net(x, a.style)
        f = f.float()
        loss = 0
        if n and a.kind != "lstm":
            loss = loss + loss_of(head.frame(F.dropout(f[:n], a.drop)), ts)
        if q:
            z = f[n:].view(q, length, -1)
            loss = loss + loss_of(head(z, a.drop), tq)
            if a.kind == "hybrid" and not a.branch:
                loss = loss + 0.5 * loss_of(head.frame(F.dropout(z, a.drop)).mean(1), tq)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(decay, 2.0)
        optimiser.step()
        average.update((net, head))
        running.append(float(loss))
        step += 1
        if step % 50 == 0:
            say(step, f"loss {np.mean(running[-50:]):.3f}", f"{(time.time() - start) / 60:.1f} min", f"{time.time() - start:.0f}s")
        if step % 100 == 0 or step == a.steps:
            save()
        if check and (step % a.every == 0 or step == a.steps):
            b, h = average.modules
            features = evaluate.clip_features(b, cache, check, a.fps, a.size)
            ys = evaluate.labels(check)
            heads = [("model", h)] + ([("frames", evaluate.frames_only(h))] if a.kind == "hybrid" else [])
            for name, hd in heads:
                p = evaluate.probabilities(evaluate.clip_logits(hd, features, cache, check, a.fps, a.length, a.length // 2))
                say("  check", step, f"{name:7s}", evaluate.brief(evaluate.figures(p, ys)))
    with open(os.path.join(a.out, "config.json"), "w") as f:
        json.dump(config, f, indent=1)


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--cache", default=".scratch/pretrain/cache")
    p.add_argument("--split", default="models/vigil-2/split.csv")
    p.add_argument("--init", default=".scratch/pretrain/relu-0.75_192.pt")
    p.add_argument("--start", help="checkpoint of an earlier run whose backbone and head to go on from")
    p.add_argument("--activation", default="relu", choices=["relu", "relu6"])
    p.add_argument("--augment", default="full", choices=["full", "light"])
    p.add_argument("--data", default="../shared/data")
    p.add_argument("--smoothing", type=float, default=0.1)
    p.add_argument("--out", required=True)
    p.add_argument("--train", default="2,3,4")
    p.add_argument("--check", default="1")
    p.add_argument("--kind", default="hybrid", choices=["hybrid", "frames", "lstm"])
    p.add_argument("--branch", action="store_true", help="train only the LSTM branch; backbone and frame logits stay")
    p.add_argument("--steps", type=int, default=3000)
    p.add_argument("--every", type=int, default=400)
    p.add_argument("--size", type=int, default=160)
    p.add_argument("--fps", type=int, default=4)
    p.add_argument("--length", type=int, default=8)
    p.add_argument("--singles", type=int, default=24)
    p.add_argument("--sequences", type=int, default=4)
    p.add_argument("--lr", type=float, default=6e-5)
    p.add_argument("--freeze", type=int, default=3, help="first convolutions kept as they are")
    p.add_argument("--head-lr", type=float, default=1e-3)
    p.add_argument("--decay", type=float, default=0.03)
    p.add_argument("--drop", type=float, default=0.4)
    p.add_argument("--mixup", type=float, default=0.4)
    p.add_argument("--share", type=float, default=1.0, help="share of the training camera groups that may be seen")
    p.add_argument("--style", type=float, default=0.0, help="chance of mixing styles at each of two depths")
    p.add_argument("--ema", type=float, default=0.998)
    p.add_argument("--threads", type=int, default=1, help="0: as many as are idle")
    p.add_argument("--workers", type=int, default=1)
    p.add_argument("--seed", type=int, default=1)
    main(p.parse_args())
