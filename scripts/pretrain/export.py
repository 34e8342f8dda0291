"""Writes a checkpoint as the app's model folder: manifest.json and TensorFlow.js layers models, float16.

    python3 export.py --checkpoint .scratch/pretrain/v1/ema.pt --calibration .scratch/pretrain/v1/calibration.json \
        --summary .scratch/pretrain/v1/summary.json --id vigil-2 --out models/vigil-2
"""
import argparse
import datetime
import hashlib
import json
import os

import numpy as np

import evaluate
import preprocess
from data import LABELS

KINDS = {"hybrid": "hybrid", "frames": "cnn", "lstm": "lstm"}


class Graph:
    """A Keras functional model in its JSON form, with weights in order."""

    def __init__(self, name):
        self.name, self.layers, self.weights = name, [], []

    def add(self, kind, name, inputs=(), weights=(), **config):
        nodes = [[[i, 0, 0, {}] for i in inputs]] if inputs else []
        self.layers.append({"class_name": kind, "name": name, "config": {"name": name, **config}, "inbound_nodes": nodes})
        self.weights += [(f"{name}/{k}", np.ascontiguousarray(v, np.float32)) for k, v in weights]
        return name

    def write(self, folder, first, last):
        os.makedirs(folder, exist_ok=True)
        manifest, blob = [], b""
        for name, value in self.weights:
            half = value.astype("<f2")
            assert np.isfinite(half).all(), name
            manifest.append({
                "name": name, "shape": list(value.shape), "dtype": "float32",
                "quantization": {"dtype": "float16", "original_dtype": "float32"},
            })
            blob += half.tobytes()
        model = {
            "format": "layers-model",
            "generatedBy": "vigil",
            "convertedBy": None,
            "modelTopology": {
                "class_name": "Functional",
                "config": {
                    "name": self.name, "layers": self.layers,
                    "input_layers": [[first, 0, 0]], "output_layers": [[last, 0, 0]],
                },
                "keras_version": "2.13.0",
                "backend": "tensorflow",
            },
            "weightsManifest": [{"paths": ["weights.bin"], "weights": manifest}],
        }
        with open(os.path.join(folder, "model.json"), "w") as f:
            json.dump(model, f, separators=(",", ":"))
        with open(os.path.join(folder, "weights.bin"), "wb") as f:
            f.write(blob)


# What the measured figures in docs/MODEL-CARD.md say in plain words; shown on the Models screen.
LIMITS = [
    "Burglary does not work: of 37 clips on cameras not trained on, 4 were recognised. Shooting is unproven: 19 clips, most of them acted.",
    "On cameras not trained on about 6 clips in 10 are named right, and 1 calm clip in 3 is taken for an event.",
    "Only Fire is found often enough to rely on its alarms as a first look; for the others, rank and look.",
]

def array(t):
    return t.detach().numpy()


def backbone_graph(net, size):
    g = Graph("backbone")
    x = g.add("InputLayer", "frames", batch_input_shape=[None, size, size, 3], dtype="float32", sparse=False)
    for i, c in enumerate(net.convs):
        common = {
            "kernel_size": list(c.kernel_size), "strides": list(c.stride), "padding": "same",
            "data_format": "channels_last", "dilation_rate": [1, 1], "activation": net.activation, "use_bias": True, "trainable": True,
        }
        w = array(c.weight)
        if c.groups > 1:
            weights = [("depthwise_kernel", w.transpose(2, 3, 0, 1)), ("bias", array(c.bias))]
            x = g.add("DepthwiseConv2D", f"conv{i}", [x], weights, depth_multiplier=1, **common)
        else:
            weights = [("kernel", w.transpose(2, 3, 1, 0)), ("bias", array(c.bias))]
            x = g.add("Conv2D", f"conv{i}", [x], weights, filters=c.out_channels, **common)
    return g, g.add("GlobalAveragePooling2D", "features", [x], data_format="channels_last")


def dense(g, name, x, layer, activation="linear"):
    weights = [("kernel", array(layer.weight).T), ("bias", array(layer.bias))]
    return g.add("Dense", name, [x], weights, units=layer.out_features, activation=activation, use_bias=True, trainable=True)


def head_graph(head, length, features):
    g = Graph("head")
    x = g.add("InputLayer", "features", batch_input_shape=[None, length, features], dtype="float32", sparse=False)
    parts = []
    if head.kind != "lstm":
        z = dense(g, "frame_logits", x, head.frame)
        parts.append(g.add("GlobalAveragePooling1D", "frame_average", [z]))
    if head.kind != "frames":
        z = dense(g, "project", x, head.project, "relu")
        l = head.lstm
        weights = [
            ("kernel", array(l.weight_ih_l0).T),
            ("recurrent_kernel", array(l.weight_hh_l0).T),
            ("bias", array(l.bias_ih_l0 + l.bias_hh_l0)),
        ]
        z = g.add(
            "LSTM", "lstm", [z], weights, units=l.hidden_size, activation="tanh", recurrent_activation="sigmoid",
            use_bias=True, unit_forget_bias=True, return_sequences=True, return_state=False, go_backwards=False,
            stateful=False, unroll=False, implementation=2, trainable=True,
        )
        z = g.add("GlobalAveragePooling1D", "lstm_average", [z])
        parts.append(dense(g, "lstm_logits", z, head.out))
    last = g.add("Add", "logits", parts) if len(parts) > 1 else parts[0]
    return g, last


def fp16(module):
    """The module with its weights rounded as they are on disk."""
    for p in module.parameters():
        p.data = p.data.half().float()
    return module


def files_of(folder):
    out = []
    for part in ("backbone", "head"):
        for name in ("model.json", "weights.bin"):
            with open(os.path.join(folder, part, name), "rb") as f:
                b = f.read()
            out.append({"path": f"{part}/{name}", "sizeBytes": len(b), "sha256": hashlib.sha256(b).hexdigest()})
    return out


def main(a):
    net, head, c = evaluate.load(a.checkpoint)
    g, last = backbone_graph(net, c["size"])
    g.write(os.path.join(a.out, "backbone"), "frames", last)
    g, last = head_graph(head, c["length"], net.features)
    g.write(os.path.join(a.out, "head"), "features", last)
    with open(a.calibration) as f:
        calibration = json.load(f)
    with open(a.summary) as f:
        summary = json.load(f)
    alpha = net.features / 1024
    manifest = {
        "format": "vigil-model",
        "formatVersion": 1,
        "id": a.id,
        "name": a.name,
        "created": datetime.datetime.utcnow().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "licence": "Weights: MIT, initialised from MobileNetV1 weights under Apache-2.0. Most training footage states no licence; see docs/MODEL-CARD.md.",
        "labels": LABELS,
        "backbone": {
            "model": "backbone/model.json", "architecture": f"MobileNetV1 {alpha:g} ({net.activation}, batch norm folded), mean over the last map",
            "inputSize": c["size"], "featureLength": net.features,
        },
        "head": {"kind": KINDS[c["kind"]], "model": "head/model.json", "window": c["length"], "hop": a.hop},
        "sampling": {"fps": c["fps"]},
        "preprocessing": {
            "workingShortSide": preprocess.WORKING_SHORT_SIDE, "bars": preprocess.BARS, "denoise": "none",
            "resize": "area", "scale": 0.00784313725, "offset": -1,
        },
        "calibration": {"temperature": calibration["temperature"]},
        "smoothing": {"halfLife": calibration["halfLife"]},
        "thresholds": calibration["thresholds"],
        "limits": LIMITS,
        "training": summary,
        "files": files_of(a.out),
    }
    with open(os.path.join(a.out, "manifest.json"), "w") as f:
        json.dump(manifest, f, indent=2)
        f.write("\n")
    print(sum(x["sizeBytes"] for x in manifest["files"]), "bytes")


if __name__ == "__main__":
    p = argparse.ArgumentParser()
    p.add_argument("--checkpoint", required=True)
    p.add_argument("--calibration", required=True)
    p.add_argument("--summary", required=True)
    p.add_argument("--id", default="vigil-2")
    p.add_argument("--name", default="Vigil 2")
    p.add_argument("--hop", type=int, default=4)
    p.add_argument("--out", default="models/vigil-2")
    main(p.parse_args())
