"""Makes the golden values in tests/fixtures/model from synthetic pictures (no footage).

    python3 golden.py --checkpoint .scratch/pretrain/v1/ema.pt --model models/vigil-2 --out tests/fixtures/model

See the README.md it writes beside them for the layout.
"""
import argparse
import json
import os

import numpy as np
import torch

import evaluate
import export
import preprocess

README = """# Golden values of the model and its preprocessing

Made by `scripts/pretrain/golden.py` from synthetic pictures. Numbers lie little-endian in the `.bin` beside each
`.json`; an entry `{offset, shape}` names them (offset in bytes, row-major). Tolerances are in the files.

- `preprocessing.json` + `.bin`: for each case `frames` (uint8 RGB `[N,h,w,3]`, the first sampled working images of one
  clip), `denoise`, the expected `crop` `[left, top, right, bottom]` in pixels, and `expected` (float32
  `[size,size,3]`): the network input of the first frame (crop, denoise, resize, scale and offset).
- `sampling.json`: presentation times and the frame taken for each sample at `fps`.
- `network.json` + `.bin`: `backbone.input` (uint8 `[N,S,S,3]`, to be scaled by `scale` and `offset`) -> `features`;
  `head.input` (float32 `[N,T,D]`) -> `logits` -> `probabilities` at `temperature`; `endToEnd`: the backbone's
  pictures taken in `order` as one window -> `probabilities`. Weights as on disk (float16).
"""


class Blob:
    def __init__(self):
        self.bytes = b""

    def add(self, array, dtype):
        a = np.ascontiguousarray(array, dtype)
        while len(self.bytes) % 4:
            self.bytes += b"\0"
        entry = {"offset": len(self.bytes), "shape": list(a.shape)}
        self.bytes += a.tobytes()
        return entry


def picture(h, w, seed, level=1.0):
    """Gradients, discs, stripes and noise."""
    rng = np.random.RandomState(seed)
    y, x = np.mgrid[0:h, 0:w].astype(np.float64)
    p = np.stack([x / w * 255, y / h * 255, (x + y) / (w + h) * 255], -1)
    for _ in range(4):
        cy, cx, r = rng.uniform(0, h), rng.uniform(0, w), rng.uniform(0.1, 0.3) * min(h, w)
        p[(y - cy) ** 2 + (x - cx) ** 2 < r * r] = rng.uniform(0, 255, 3)
    p[:, :, seed % 3] += 60 * np.sin(x / rng.uniform(2, 9)) * np.cos(y / rng.uniform(2, 9))
    return np.clip(p * level + rng.normal(0, 12, p.shape), 0, 255).astype(np.uint8)


def barred(h, w, seed, top, bottom, left, right, text=False):
    p = picture(h, w, seed)
    noise = np.random.RandomState(seed + 50).randint(0, 9, p.shape).astype(np.uint8)
    edge = np.zeros((h, w), bool)
    edge[:top] = edge[h - bottom :] = True
    edge[:, :left] = edge[:, w - right :] = True
    p[edge] = noise[edge]
    if text:
        p[h - bottom + 1 : h - 1, w // 2 : w // 2 + w // 8] = 230
    return p


def cases():
    dark = (picture(37, 53, 9, 0.1) * 0.5).astype(np.uint8)
    return [
        ("reduce, no bars", [picture(75, 101, 1)], 32, "none"),
        ("enlarge", [picture(21, 29, 2)], 40, "none"),
        ("reduce one way, enlarge the other", [picture(70, 19, 3)], 32, "none"),
        ("letterbox", [barred(54, 72, s, 7, 9, 0, 0) for s in (4, 5)], 24, "none"),
        ("window frame with a caption on the bar", [barred(60, 66, s, 10, 12, 9, 7, True) for s in (6, 7, 8)], 24, "none"),
        ("dark as a whole", [dark], 24, "none"),
        ("too little would remain", [barred(60, 60, 10, 20, 20, 20, 20)], 24, "none"),
        ("bars wider than allowed", [barred(50, 100, 11, 0, 0, 40, 0)], 24, "none"),
        ("median of 3 x 3 after the crop", [barred(49, 67, 12, 6, 6, 0, 0)], 24, "median3"),
    ]


def preprocessing(out):
    blob, entries = Blob(), []
    for name, frames, size, denoise in cases():
        box = preprocess.bars(frames)
        x = preprocess.normalise(preprocess.resize(preprocess.crop(frames[0], box, denoise), size))
        entries.append({
            "name": name, "frames": blob.add(np.stack(frames), np.uint8), "denoise": denoise,
            "crop": list(map(int, box)), "size": size, "expected": blob.add(x, "<f4"),
        })
        print(name, box)
    header = {"bars": preprocess.BARS, "scale": 0.00784313725, "offset": -1, "tolerance": 2e-5, "cases": entries}
    write(out, "preprocessing", header, blob)


def sampling(out):
    """Steady, variable and gappy timestamps; the frame taken in each interval."""
    sets = {
        "25 fps at 4": ([i / 25 for i in range(30)], 4),
        "29.97 fps at 8": ([i * 1001 / 30000 for i in range(40)], 8),
        "slower than the samples": ([0, 0.5, 1.0, 1.5], 4),
        "variable with a gap": ([0, 0.04, 0.3, 0.34, 0.9, 0.91, 1.6], 4),
    }
    entries = []
    for name, (times, fps) in sets.items():
        taken = []
        for n, t in enumerate(times):
            k = int(np.floor((t + preprocess.TIME_TOLERANCE) * fps))
            if k < len(taken):
                continue
            while taken and len(taken) < k:
                taken.append(taken[-1])
            while len(taken) <= k:
                taken.append(n)
        entries.append({"name": name, "fps": fps, "timestamps": times, "taken": taken})
    with open(os.path.join(out, "sampling.json"), "w") as f:
        json.dump({"cases": entries}, f, indent=1)


@torch.no_grad()
def network(a):
    net, head, c = evaluate.load(a.checkpoint)
    export.fp16(net)
    export.fp16(head)
    with open(os.path.join(a.model, "manifest.json")) as f:
        manifest = json.load(f)
    temperature = manifest["calibration"]["temperature"]
    blob, size, length = Blob(), c["size"], c["length"]
    images = np.stack([picture(size, size, 20), picture(size, size, 21, 0.4)])
    order = [(i * i // 3) % 2 for i in range(length)]
    x = torch.from_numpy(images.transpose(0, 3, 1, 2).astype(np.float32)) * 0.00784313725 - 1
    features = net(x)
    rng = np.random.RandomState(3)
    windows = np.stack([
        features.numpy()[order],
        features.numpy()[order] * rng.uniform(0, 2, (length, net.features)),
        np.maximum(0, rng.normal(0.3, 0.6, (length, net.features))),
    ]).astype(np.float32)
    logits = head(torch.from_numpy(windows)).numpy()
    header = {
        "model": manifest["id"], "scale": 0.00784313725, "offset": -1, "temperature": temperature, "window": length,
        "tolerance": {"features": 2e-3, "probabilities": 1e-3},
        "backbone": {"input": blob.add(images, np.uint8), "features": blob.add(features, "<f4")},
        "head": {
            "input": blob.add(windows, "<f4"), "logits": blob.add(logits, "<f4"),
            "probabilities": blob.add(evaluate.softmax(logits / temperature), "<f4"),
        },
        "endToEnd": {"order": order, "probabilities": blob.add(evaluate.softmax(logits[:1] / temperature), "<f4")},
    }
    write(a.out, "network", header, blob)


def write(out, name, header, blob):
    with open(os.path.join(out, name + ".json"), "w") as f:
        json.dump(header, f, indent=1)
        f.write("\n")
    with open(os.path.join(out, name + ".bin"), "wb") as f:
        f.write(blob.bytes)
    print(name, len(blob.bytes), "bytes")


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--checkpoint", required=True)
    p.add_argument("--model", default="models/vigil-2")
    p.add_argument("--out", default="tests/fixtures/model")
    a = p.parse_args()
    os.makedirs(a.out, exist_ok=True)
    with open(os.path.join(a.out, "README.md"), "w") as f:
        f.write(README)
    preprocessing(a.out)
    sampling(a.out)
    network(a)
