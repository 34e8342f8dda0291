#!/bin/sh
# The recipe of the shipped model on all five folds; stops and resumes.
#   scripts/pretrain/recipe.sh .scratch/pretrain/v2
# For each fold, on the other four: a linear head fitted to the frozen network, three fine-tuning runs from there, the
# mean of their weights with the starting point; then the LSTM branch. <folder>/hybrid/f0 is the model that ships, the
# other folds' models set its temperature and thresholds.
set -e
here=$(dirname "$0")
python=${PYTHON:-python3}
runs=$1
mkdir -p "$runs"
test -e .scratch/pretrain/frozen-v1-0.5.npz || "$python" "$here/frozen.py" --nets v1-0.5

# fine_tune NAME OPTIONS…
fine_tune() {
  out=$runs/$1
  shift
  test -e "$out/config.json" || "$python" "$here/train.py" --init 0.5_160 --activation relu6 --start "$runs/probe-$k.pt" \
    --kind frames --singles 48 --sequences 0 --freeze 0 --drop 0.2 --lr 3e-4 --head-lr 3e-4 --train "$train" --check "" \
    --out "$out" "$@" ${OPTIONS---threads 0}
}

for k in 0 1 2 3 4; do
  train=$(echo 0,1,2,3,4 | tr , '\n' | grep -v "$k" | paste -sd, -)
  test -e "$runs/probe-$k.pt" || "$python" "$here/probe.py" --train "$train" --out "$runs/probe-$k.pt"
  fine_tune "a$k" --augment light --mixup 0.3 --steps 300 --seed 11
  fine_tune "b$k" --augment full --style 0.4 --mixup 0.3 --steps 240 --seed 12
  fine_tune "c$k" --augment light --mixup 0 --steps 300 --seed 13
  "$python" "$here/soup.py" --out "$runs/f$k" "$runs/a$k/ema.pt:2" "$runs/b$k/ema.pt:2" "$runs/c$k/ema.pt:2" "$runs/probe-$k.pt:1"
done
"$python" "$here/branch.py" --runs "$runs" --out "$runs/hybrid"
