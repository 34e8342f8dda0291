"""Golden values for tests/unit/forecast from pandas, statsmodels and scikit-learn.

    /usr/bin/python3 scripts/forecast/make_goldens.py [counts|models] [FOLDER OF REAL CRIME FILES]

Debian packages python3-pandas, python3-statsmodels, python3-sklearn. `counts` needs the real files; `models` makes its
own series.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

FIXTURES = Path(__file__).resolve().parents[2] / "tests/fixtures/forecast"

DATE_COLUMN = {
    "chicago-daily.csv": "date",
    "chicago-10k-22col.csv": "Date",
    "chicago-homicides-22col.csv": "Date",
    "chicago-crimes-2017-22col.csv.gz": "Date",
    "chicago-daily-by-type.csv.gz": "date",
    "chicago-daily-by-district.csv.gz": "date",
    "other-cities/boston__Rushikesh58__2023.head.csv": "OCCURRED_ON_DATE",
    "other-cities/chicago_aggravated_assaults.csv.gz": "date",
    "other-cities/lapd__header-real-rows-from-a-unit-test.csv": "DATE OCC",
    "other-cities/nottingham_burglary.csv.gz": "month",
    "other-cities/nyc_shootings.csv": "occur_date",
    "other-cities/nypd__historic-portal-header__1row.csv": "CMPLNT_FR_DT",
    "other-cities/nypd__veeran-s__complaints-2018.head.csv": "cmplnt_fr_dt",
    "other-cities/philadelphia__Matmsa__2025.head.csv": "dispatch_date",
    "other-cities/police-uk__mconnellyada__2019-01-city-of-london-street.head.csv": "Month",
    "other-cities/san_francisco_robbery.csv": "date_time",
    "other-cities/tempe_opioid_calls.csv": "incident_date",
}


def real_counts(folder: Path) -> dict:
    result = {}
    for path, column in DATE_COLUMN.items():
        table = pd.read_csv(folder / path, dtype=str)
        dates = pd.to_datetime(table[column].str.slice(0, 10))
        column_of_counts = next((c for c in ("count", "crime_count") if c in table), None)
        counts = table[column_of_counts].astype(float) if column_of_counts else pd.Series(1.0, index=table.index)
        per_day = counts.groupby(dates).sum()
        largest = per_day.idxmax()
        result[path] = {
            "kind": "series-long" if column_of_counts else "incidents",
            "rows": len(table),
            "first": str(dates.min().date()),
            "last": str(dates.max().date()),
            "largestDay": str(largest.date()),
            "largestDayCount": int(per_day[largest]),
        }
    return result


def save(name: str, value: object) -> None:
    FIXTURES.mkdir(parents=True, exist_ok=True)
    (FIXTURES / name).write_text(json.dumps(value, indent=1) + "\n")


if __name__ == "__main__":
    what = sys.argv[1] if len(sys.argv) > 1 else "models"
    if what == "counts":
        save("real-counts.json", real_counts(Path(sys.argv[2])))
