#!/usr/bin/env python3
"""Writes tests/fixtures/video/packets.json: the packets of some fixtures as native ffprobe has them.

For each clip, in decoding order: [presentation time in s or null, is a key frame, bytes, first 16 hex digits of the
SHA-256 of the data]. Standard library only; run from the repository root after make-video-fixtures.sh.
"""

import json
import pathlib
import subprocess

FIXTURES = pathlib.Path("tests/fixtures/video")
CLIPS = """h264.mp4 h264.mov h264.mkv h264.mpegts h264.flv h264.avi vfr.mp4 edit-list.mp4 offset.mkv vp9.webm
    hevc.mp4 mpeg4.avi mpeg4.mp4 mjpeg.avi wmv2.wmv flv1.flv mpeg2.mpg sound.mp4""".split()


def packets(path):
    entries = "packet=pts_time,size,flags,data_hash"
    command = ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", entries]
    command += ["-show_data_hash", "sha256", "-of", "json", str(path)]
    answer = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    rows = []
    for packet in answer["packets"]:
        time = round(float(packet["pts_time"]), 6) if "pts_time" in packet else None
        digest = packet["data_hash"].removeprefix("SHA256:")[:16]
        rows.append([time, "K" in packet["flags"], int(packet["size"]), digest])
    return rows


lines = [f"  {json.dumps(name)}: {json.dumps(packets(FIXTURES / name))}" for name in sorted(CLIPS)]
(FIXTURES / "packets.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
