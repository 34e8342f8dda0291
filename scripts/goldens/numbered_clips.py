#!/usr/bin/python3
"""Writes tests/fixtures/video/numbered: small clips in which every frame carries its own number, and goldens.json.

A picture is 8 × 2 cells of 20 × 48 px: the upper row is the frame number in binary, most significant bit first, white
for 1; the lower row is its complement, so that a mixed or torn picture is told from a whole one. goldens.json gives for
each clip, as native ffmpeg decodes it from the beginning, [presentation time in s, number in the picture] of every frame.

Debian packages ffmpeg (5.1; libx264, libx265, libvpx) and python3-numpy; run from the repository root.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np

OUT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "tests/fixtures/video/numbered")
WIDTH, HEIGHT, BITS = 160, 96, 8
CELL = WIDTH // BITS
FRAMES = 100
RATE = 25
EXACT = "-map_metadata -1 -fflags +bitexact -flags:v +bitexact -threads 1".split()


def picture(number):
    """[HEIGHT, WIDTH] grey. Cells keep clear of pure black and white, which codecs overshoot."""
    bits = np.array([number >> shift & 1 for shift in range(BITS - 1, -1, -1)])
    rows = np.stack([bits, 1 - bits]) * 200 + 28
    return np.kron(rows, np.ones((HEIGHT // 2, CELL))).astype(np.uint8)


def ffmpeg(*args, data=None):
    command = ["ffmpeg", "-hide_banner", "-v", "error", "-nostdin", "-y", *map(str, args)]
    if data is not None:
        command.remove("-nostdin")
    return subprocess.run(command, input=data, capture_output=True, check=True)


def encode(name, *args, numbers=range(FRAMES), rate=RATE):
    raw = b"".join(picture(number).tobytes() for number in numbers)
    source = f"-f rawvideo -pixel_format gray -video_size {WIDTH}x{HEIGHT} -framerate {rate} -i -".split()
    ffmpeg(*source, *args, *EXACT, OUT / name, data=raw)


def copy(source, name, *args, before=()):
    ffmpeg(*before, "-i", source, "-c", "copy", *args, *EXACT, OUT / name)


def x264(params, *more):
    fixed = "threads=1:scenecut=0:keyint=20:min-keyint=20:rc-lookahead=20"
    return ["-c:v", "libx264", "-preset", "slow", "-crf", "30", "-pix_fmt", "yuv420p", *more,
            "-x264-params", f"{fixed}:{params}"]  # fmt: skip


def golden(path):
    """[time, number] of each frame in the order of presentation, decoded from the beginning."""
    format_of = ["-f", "h264"] if path.suffix == ".264" else []
    command = ["ffmpeg", "-hide_banner", "-nostdin", "-copyts", *format_of, "-i", path, "-vf", "format=gray,showinfo"]
    command += ["-fps_mode", "passthrough", "-f", "rawvideo", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    log = done.stderr.decode()
    over, under = map(int, re.search(r"config in time_base: (\d+)/(\d+)", log).groups())
    ticks = re.findall(r"\] n: *\d+ pts: *(-?\d+|NOPTS) ", log)
    frames = np.frombuffer(done.stdout, np.uint8).reshape(-1, HEIGHT, WIDTH)
    assert len(frames) == len(ticks), path
    if "NOPTS" in ticks or path.suffix == ".264":
        ticks, over, under = range(len(frames)), 1, RATE
    return [[round(int(tick) * over / under, 6), read(frame)] for tick, frame in zip(ticks, frames)]


def read(frame):
    cells = frame.reshape(2, HEIGHT // 2, BITS, CELL)[:, 12:-12, :, 5:-5].mean(axis=(1, 3)) > 128
    assert (cells[0] != cells[1]).all(), "a torn picture"
    return int("".join("01"[int(bit)] for bit in cells[0]), 2)


OUT.mkdir(parents=True, exist_ok=True)
with tempfile.TemporaryDirectory() as work:
    closed = OUT / "b-frames.mp4"
    encode(closed.name, *x264("bframes=3:b-adapt=0:b-pyramid=normal"))
    # An I picture within an open group is no safe start: pictures shown before it lean on the group before.
    encode("open-gop.mp4", *x264("bframes=3:b-adapt=0:open-gop=1"))
    copy(OUT / "open-gop.mp4", "open-gop.mpegts", "-output_ts_offset", 100, "-muxdelay", 0, "-f", "mpegts")
    # Frames left out and held, between 40 ms and 0.6 s apart.
    kept = "not(mod(n\\,3))+lt(mod(n\\,29)\\,9)-eq(mod(n\\,7)\\,5)"
    encode("variable.mp4", "-vf", f"select='gt({kept}\\,0)*not(between(n\\,50\\,64))'", "-fps_mode", "vfr",
           *x264("bframes=2:b-adapt=0"))  # fmt: skip
    copy(OUT / "variable.mp4", "variable.mkv", "-output_ts_offset", 7.5)
    # Cut by an edit list between two key frames, in the middle of a group of B-frames.
    copy(closed, "edit-list.mp4", before=("-ss", 1.24))
    copy(closed, "b-frames.flv")
    encode("low-delay.264", *x264("bframes=0"))
    encode("b-frames.264", *x264("bframes=2:b-adapt=0"))
    encode("vp9.webm", "-c:v", "libvpx-vp9", "-crf", 45, "-b:v", 0, "-g", 20, "-auto-alt-ref", 1, "-lag-in-frames",
           16, "-row-mt", 0, "-pix_fmt", "yuv420p")  # fmt: skip
    encode("hevc.mkv", "-c:v", "libx265", "-preset", "medium", "-crf", 34, "-pix_fmt", "yuv420p", "-x265-params",
           "pools=none:frame-threads=1:keyint=20:min-keyint=20:scenecut=0:open-gop=1:bframes=3:log-level=error:info=0")  # fmt: skip
    encode("b-frames.avi", "-c:v", "mpeg4", "-q:v", 12, "-g", 20, "-bf", 2, "-pix_fmt", "yuv420p")
    encode("wmv2.wmv", "-c:v", "wmv2", "-q:v", 12, "-g", 20, "-pix_fmt", "yuv420p")
    encode("mjpeg.avi", "-c:v", "mjpeg", "-q:v", 24, "-pix_fmt", "yuvj420p")
    # Noise makes every frame fill packets of its own: of several in one packet a program stream times only the first.
    encode("mpeg2.mpg", "-vf", "noise=alls=24:allf=t", "-c:v", "mpeg2video", "-q:v", 7, "-g", 12, "-bf", 2, "-pix_fmt",
           "yuv420p", "-f", "mpeg", numbers=range(50))  # fmt: skip

goldens = {path.name: golden(path) for path in sorted(OUT.iterdir()) if path.suffix != ".json"}
lines = [f"  {json.dumps(name)}: {json.dumps(frames)}" for name, frames in goldens.items()]
(OUT / "goldens.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
for name, frames in goldens.items():
    numbers = [number for _, number in frames]
    print(name, (OUT / name).stat().st_size, len(frames), frames[:3], frames[-1], sorted(numbers) == numbers)
