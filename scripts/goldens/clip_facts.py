#!/usr/bin/env python3
"""Writes tests/fixtures/video/facts.json: what native ffprobe says of some fixtures, and what its packets tell.

Rates and groups are computed from ffprobe's packets in decoding order, hidden ones (flag D) apart; where packets lack
a presentation time, the times are those of the decoded frames in goldens.json. Standard library only; run from the
repository root after make-video-goldens.py.
"""

import json
import pathlib
import subprocess

FIXTURES = pathlib.Path("tests/fixtures/video")
CLIPS = """h264.mp4 h264.mov h264.mkv h264.mpegts offset.mkv vfr.mp4 vfr.mkv edit-list.mp4 rotated.mp4 bt709-full.mp4
    hi10.mp4 h264-444.mp4 vp8.webm vp9.webm av1.mp4 hevc.mp4 hevc10.mp4 mpeg4.avi h264.avi mjpeg.avi wmv2.wmv flv1.flv
    mpeg2.mpg mpeg4.mp4 sound.mp4 fragmented.mp4""".split()
STREAM = """codec_name profile level width height sample_aspect_ratio color_range color_space color_primaries
    color_transfer pix_fmt""".split()


TIMES = json.loads((FIXTURES / "goldens.json").read_text())


def probe(path, *arguments):
    command = ["ffprobe", "-v", "error", *arguments, "-of", "json", str(path)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def rotation(stream):
    sides = stream.get("side_data_list", [])
    return -next((side["rotation"] for side in sides if "rotation" in side), 0) % 360


def groups(packets):
    lengths = []
    for packet in packets:
        if "K" in packet["flags"]:
            lengths.append(0)
        if lengths:
            lengths[-1] += 1
    return lengths


def facts(path):
    answer = probe(path, "-show_streams", "-show_format")
    video = next(s for s in answer["streams"] if s["codec_type"] == "video")
    sounds = [s for s in answer["streams"] if s["codec_type"] == "audio"]
    packets = probe(path, "-select_streams", "v:0", "-show_entries", "packet=pts_time,flags,size")["packets"]
    shown = [p for p in packets if "D" not in p["flags"]]
    stamps = [p.get("pts_time") for p in shown]
    if None in stamps:
        stamps = TIMES[path.name]["times"]
    decoding = [float(p["pts_time"]) for p in packets if "pts_time" in p]
    times = sorted(map(float, stamps))
    steps = [b - a for a, b in zip(times, times[1:])]
    duration = answer["format"].get("duration")
    return {
        **{key: video.get(key) for key in STREAM},
        "rotation": rotation(video),
        "duration": None if duration is None else float(duration),
        "frames": len(shown),
        "hidden": len(packets) - len(shown),
        "keyFrames": len(groups(packets)),
        "longestGroup": max(groups(packets)),
        "first": times[0],
        "last": times[-1],
        "shortest": min(steps),
        "longest": max(steps),
        "bytes": sum(int(p["size"]) for p in packets),
        "isReordered": any(b < a for a, b in zip(decoding, decoding[1:])),
        "sounds": [[s["codec_name"], s["channels"], int(s["sample_rate"])] for s in sounds],
    }


lines = [f"  {json.dumps(name)}: {json.dumps(facts(FIXTURES / name))}" for name in sorted(CLIPS)]
(FIXTURES / "facts.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
