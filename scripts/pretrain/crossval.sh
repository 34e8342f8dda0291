#!/bin/sh
# One recipe on all five folds (row 19 of docs/experiments.md with 150 steps); stops and resumes.
#   scripts/pretrain/crossval.sh .scratch/pretrain/cv
set -e
here=$(dirname "$0")
python=${PYTHON:-python3}
runs=$1
mkdir -p "$runs"
test -e .scratch/pretrain/frozen-v1-0.5.npz || "$python" "$here/frozen.py" --nets v1-0.5
for k in 0 1 2 3 4; do
  train=$(echo 0,1,2,3,4 | tr , '\n' | grep -v "$k" | paste -sd, -)
  test -e "$runs/probe-$k.pt" || "$python" "$here/probe.py" --train "$train" --out "$runs/probe-$k.pt"
  test -e "$runs/f$k/config.json" || "$python" "$here/train.py" --init 0.5_160 --activation relu6 --start "$runs/probe-$k.pt" \
    --kind frames --singles 48 --sequences 0 --freeze 0 --augment light --mixup 0.3 --drop 0.2 --lr 2e-4 --head-lr 2e-4 \
    --steps 150 --train "$train" --check "" --out "$runs/f$k" ${OPTIONS---threads 0}
done
