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
    "chicago-daily-with-sources.csv": "date",
    "chicago-weekly-by-community-area.csv": "date",
    "dirty-synthetic-2000.csv": "date",
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
        wide = "weekly" in path
        if wide:
            counts = table.drop(columns=column).astype(float).sum(axis=1)
        else:
            counts = table[column_of_counts].astype(float) if column_of_counts else pd.Series(1.0, index=table.index)
        per_day = counts.groupby(dates).sum()
        largest = per_day.idxmax()
        result[path] = {
            "kind": "series-wide" if wide else "series-long" if column_of_counts else "incidents",
            "rows": len(table),
            "first": str(dates.min().date()),
            "last": str(dates.max().date()),
            "largestDay": str(largest.date()),
            "largestDayCount": int(per_day[largest]),
            "crimes": int(counts.sum()),
        }
        if path.startswith("dirty"):
            blank = lambda *names: int(table[list(names)].isna().any(axis=1).sum())
            result[path]["missing"] = {"area": blank("community_code"), "coordinates": blank("latitude", "longitude")}
    return result


def own_series(n: int, seed: int) -> np.ndarray:
    """A slow level, a week and noise, rounded: like daily counts, but nobody's."""
    random = np.random.default_rng(seed)
    level = 500 + np.cumsum(random.normal(0, 4, n))
    week = 40 * np.sin(2 * np.pi * np.arange(n) / 7)
    noise = np.zeros(n)
    shocks = random.normal(0, 25, n)
    for t in range(1, n):
        noise[t] = 0.4 * noise[t - 1] + shocks[t] + 0.3 * shocks[t - 1]
    return np.round(level + week + noise)


def arima_goldens() -> dict:
    from statsmodels.tsa.arima.model import ARIMA
    from statsmodels.tsa.stattools import adfuller

    series = own_series(500, 11)
    steady = series - np.linspace(series[0], series[-1], len(series)).round()
    result = {"series": series.tolist(), "steady": steady.tolist(), "adf": [], "fits": []}
    for name, values in (("series", series), ("steady", steady), ("series differenced", np.diff(series))):
        statistic, p, lags, observations, *_ = adfuller(values)
        result["adf"].append({"name": name, "statistic": statistic, "pValue": p, "lags": int(lags), "observations": int(observations)})
    for name, values, orders in (
        ("series", series, [(1, 1, 0), (1, 1, 1), (2, 1, 2), (0, 1, 3)]),
        ("steady", steady, [(1, 0, 0), (2, 0, 1), (0, 0, 2)]),
    ):
        for p, d, q in orders:
            # Differencing beforehand gives the likelihood of the differenced series itself.
            w = np.diff(values, n=d)
            fit = ARIMA(w, order=(p, 0, q), trend="n" if d else "c").fit(method_kwargs={"maxiter": 500})
            names = list(fit.model.param_names)
            value = dict(zip(names, fit.params))
            result["fits"].append({
                "name": name, "order": [p, d, q], "logLikelihood": fit.llf, "aic": fit.aic,
                "ar": [value[f"ar.L{k}"] for k in range(1, p + 1)],
                "ma": [value[f"ma.L{k}"] for k in range(1, q + 1)],
                "lastForecasts": fit.predict(len(w) - 5, len(w) - 1).tolist(),
            })
    return result


def tree_goldens() -> dict:
    """Least-squares trees and a linear fit of scikit-learn on few distinct values, where binning loses nothing."""
    from sklearn.linear_model import Ridge
    from sklearn.preprocessing import StandardScaler
    from sklearn.tree import DecisionTreeRegressor

    random = np.random.default_rng(5)
    x = random.integers(0, 40, (300, 3)).astype(float)
    y = 3 * (x[:, 0] > 17) + 0.1 * x[:, 1] + random.normal(0, 0.2, 300)
    tree = DecisionTreeRegressor(max_depth=4, min_samples_leaf=5, random_state=0).fit(x, y)
    scaler = StandardScaler().fit(x)
    ridge = Ridge(30).fit(scaler.transform(x), y)
    return {
        "x": x.tolist(),
        "y": y.tolist(),
        "tree": tree.predict(x).tolist(),
        "ridge": ridge.predict(scaler.transform(x)).tolist(),
    }


def save(name: str, value: object) -> None:
    FIXTURES.mkdir(parents=True, exist_ok=True)
    (FIXTURES / name).write_text(json.dumps(value, indent=1) + "\n")


if __name__ == "__main__":
    what = sys.argv[1] if len(sys.argv) > 1 else "models"
    if what == "counts":
        save("real-counts.json", real_counts(Path(sys.argv[2])))
    else:
        save("arima.json", arima_goldens())
        save("trees.json", tree_goldens())
