#!/bin/sh
# From a run folder to the model folder and golden values: calibrate, summarise, export, golden, verify.
#   scripts/pretrain/export_all.sh .scratch/pretrain/v1 [folder whose node_modules holds tfjs]
set -e
# VALIDATION='--validation run/ema.pt:1 ...' names models of the same recipe trained without that fold.
# TEST='--test 0' adds the test figures, for the model that ships.
here=$(dirname "$0")
python=${PYTHON:-python3}
run=$1
"$python" "$here/calibrate.py" --checkpoint "$run/ema.pt" --out "$run/calibration.json" $VALIDATION $TEST
"$python" "$here/summary.py" --checkpoint "$run/ema.pt" --calibration "$run/calibration.json" --out "$run/summary.json"
"$python" "$here/export.py" --checkpoint "$run/ema.pt" --calibration "$run/calibration.json" --summary "$run/summary.json"
"$python" "$here/golden.py" --checkpoint "$run/ema.pt"
node "$here/verify.mjs" models/vigil-2 tests/fixtures/model "${2:-.}"
# Folds that nothing was fitted to: those that --test names.
"$python" "$here/trained_on.py" --model models/vigil-2 ${TEST:---test none}
