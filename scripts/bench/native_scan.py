#!/usr/bin/env python3
"""The native peer of a scan: ffmpeg decodes, PyTorch runs the same network on the same cores.

    /usr/bin/python3 scripts/bench/native_scan.py CLIP < commands

Prints `ready`, then for each line on stdin scans CLIP once and prints {"seconds", "frames"} as JSON. The network has the
shipped architecture (scripts/pretrain/network.py) and random weights, which cost the same to run. Start-up of Python
and of the network is outside the timing, as start-up of the browser is on the other side; starting ffmpeg is inside.
"""

import argparse
import json
import os
import subprocess
import sys
import time

import numpy as np
import torch

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "pretrain"))
from network import Backbone, Head  # noqa: E402

MODEL = os.path.join(os.path.dirname(__file__), "..", "..", "models", "vigil-2")
BATCH = 16


def shipped_widths():
    with open(os.path.join(MODEL, "backbone", "model.json")) as file:
        weights = json.load(file)["weightsManifest"][0]["weights"]
    kernels = [w["shape"] for w in weights if w["name"].endswith("/kernel")]
    return [shape[3] for shape in kernels]


def frames_of(clip, fps, size):
    """[N, 3, size, size] batches in -1..1, decoded and scaled by ffmpeg."""
    command = ["ffmpeg", "-v", "error", "-i", clip, "-an", "-vf", f"fps={fps},scale={size}:{size}:flags=area"]
    command += ["-pix_fmt", "rgb24", "-f", "rawvideo", "-"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    bytes_per_frame = size * size * 3
    while True:
        data = process.stdout.read(bytes_per_frame * BATCH)
        if not data:
            break
        pixels = np.frombuffer(data, np.uint8).reshape(-1, size, size, 3)
        batch = torch.from_numpy(pixels.astype(np.float32) / 127.5 - 1).permute(0, 3, 1, 2)
        yield batch.contiguous(memory_format=torch.channels_last)
    process.wait()


@torch.no_grad()
def scan(clip, manifest, backbone, head):
    window, hop = manifest["head"]["window"], manifest["head"]["hop"]
    started = time.perf_counter()
    size = manifest["backbone"]["inputSize"]
    features = torch.cat([backbone(batch) for batch in frames_of(clip, manifest["sampling"]["fps"], size)])
    starts = range(0, len(features) - window + 1, hop)
    torch.softmax(head(torch.stack([features[s : s + window] for s in starts])), dim=1).numpy()
    return {"seconds": time.perf_counter() - started, "frames": len(features)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip")
    clip = parser.parse_args().clip
    with open(os.path.join(MODEL, "manifest.json")) as file:
        manifest = json.load(file)
    backbone = Backbone(shipped_widths()).eval().to(memory_format=torch.channels_last)
    head = Head(manifest["backbone"]["featureLength"]).eval()
    print("ready", flush=True)
    for _ in sys.stdin:
        print(json.dumps(scan(clip, manifest, backbone, head)), flush=True)


if __name__ == "__main__":
    main()
