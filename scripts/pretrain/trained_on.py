"""Writes into a model folder which files its weights were fitted to: trained-on.json, the first 16 hex digits of each
file's SHA-256. The app warns with it when somebody tests a model that goes on from this one on clips that it knows.

    python3 trained_on.py --model models/vigil-2 --test 0
"""
import argparse
import csv
import hashlib
import json
import os

NAME = "trained-on.json"
DIGITS = 16


def digest(path):
    with open(path, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--model", required=True)
    p.add_argument("--test", nargs="+", required=True, help="folds that nothing was fitted to")
    p.add_argument("--data", default="../shared/data")
    a = p.parse_args()
    folders = {"clip": "footage", "still": "images"}
    with open(os.path.join(a.model, "split.csv")) as f:
        known = [row for row in csv.DictReader(f) if row["fold"] not in a.test]
    prefixes = sorted({digest(os.path.join(a.data, folders[row["kind"]], row["path"]))[:DIGITS] for row in known})
    with open(os.path.join(a.model, NAME), "w") as f:
        json.dump(prefixes, f, separators=(",", ":"))

    path = os.path.join(a.model, "manifest.json")
    with open(path) as f:
        manifest = json.load(f)
    files = [entry for entry in manifest["files"] if entry["path"] != NAME]
    own = os.path.join(a.model, NAME)
    files.append({"path": NAME, "sizeBytes": os.path.getsize(own), "sha256": digest(own)})
    manifest["files"] = files
    with open(path, "w") as f:
        json.dump(manifest, f, indent=2, ensure_ascii=False)
        f.write("\n")
    print(len(prefixes), "files known,", os.path.getsize(own), "bytes")


if __name__ == "__main__":
    main()
