import type { ForecastSession } from '../../../state/index.ts';
import { formatCount, formatPercent, formatScore } from '../../../state/index.ts';
import { anomalyChart } from '../charts/anomaly-chart.ts';
import { barsChart } from '../charts/bars-chart.ts';
import { forecastChart, predictedChart } from '../charts/scored-chart.ts';
import { seriesChart } from '../charts/series-chart.ts';
import { modelTitles } from '../model-titles.ts';
import { chartSvg, type MakeChart } from '../pictures/chart-picture.ts';
import { escaped, listOf, page, section, tableOf } from './html.ts';
import { printTheme } from './print-theme.ts';

/** Everything that was asked of the file so far, as one printable page without scripts. */
export function forecastReport(session: ForecastSession): string {
  const { report, overview } = session;
  if (report === null || overview === null) return '';
  const title = `${report.file}: ${formatCount(report.crimes)} crimes, ${report.from} to ${report.to}`;
  return page(title, [
    `<h1>${escaped(title)}</h1>`,
    '<p>Reported crimes are not crime: what is recorded depends on who calls and where officers are.</p>',
    section('Series', filterText(session), picture(seriesChart(overview.series), 'The series')),
    dataQuality(report),
    ...scores(session),
    ...forecast(session),
    ...anomalies(session),
    ...fairness(session),
  ]);
}

type Session = ForecastSession;

function picture(make: MakeChart, label: string, height = 320): string {
  return chartSvg(make, printTheme, label, 960, height);
}

function filterText({ filter, overview }: Session): string {
  const parts = Object.entries(filter).map(([name, value]) => `${name}: ${String(value)}`);
  const steps = overview?.series.values.length ?? 0;
  return `<p>${steps} ${overview?.series.cadence}s${parts.length > 0 ? `; ${escaped(parts.join(', '))}` : ''}.</p>`;
}

function dataQuality(report: NonNullable<Session['report']>): string {
  const { rowsRead, rowsKept, rowsRejected, rejected, missing, notes } = report;
  return section(
    'Data quality',
    `<p>${formatCount(rowsRead)} rows read, ${formatCount(rowsKept)} kept, ${formatCount(rowsRejected)} rejected.</p>`,
    rejected.length === 0
      ? ''
      : tableOf(
          ['Reason', 'Rows', 'First lines'],
          rejected.map(({ reason, rows, lines }) => [
            reason,
            formatCount(rows),
            lines.slice(0, 8).join(', '),
          ]),
        ),
    listOf(
      missing.map(
        ({ column, rows, method, value }) =>
          `${column}: ${formatCount(rows)} rows take the ${method}, ${value}.`,
      ),
    ),
    listOf(notes.map(({ text }) => text)),
  );
}

function scores({ frame, results }: Session): string[] {
  if (frame === null || results.length === 0) return [];
  const [best] = [...results].sort((a, b) => a.scaled.rmse - b.scaled.rmse);
  const bars = results.map(({ name, scaled }) => ({ label: name, value: scaled.rmse }));
  return [
    section(
      frame.protocol === 'honest'
        ? 'Models, one step ahead'
        : 'Models, as the paper did: no measure of tomorrow',
      `<p>Trained to ${frame.trainTo}, scored ${frame.testFrom} to ${frame.testTo} without refit. Counting noise alone caps R² at about ${formatScore(frame.r2Ceiling)}.</p>`,
      tableOf(
        ['Model', 'RMSE', 'MAE', 'R²', 'MASE', 'In 90 % interval', 'MAE, crimes'],
        results.map(({ name, scaled, mase, coverage, crimes }) => [
          name,
          formatScore(scaled.rmse, 4),
          formatScore(scaled.mae, 4),
          formatScore(scaled.r2),
          formatScore(mase),
          formatPercent(coverage, 1),
          formatScore(crimes.mae, 1),
        ]),
      ),
      picture(barsChart('RMSE, scaled', bars), 'Scaled RMSE of each model', 60 + 26 * bars.length),
      best === undefined ? '' : picture(predictedChart(frame, best), `Predicted and actual, ${best.name}`),
    ),
  ];
}

function forecast({ forecast: days, overview, model }: Session): string[] {
  if (days.length === 0 || overview === null) return [];
  return [
    section(
      `The next ${days.length} ${overview.series.cadence}s, ${modelTitles[model]}`,
      picture(forecastChart(overview.series, days), 'Forecast with the 90 % interval'),
      tableOf(
        ['Date', 'Forecast', 'From', 'To'],
        days.map(({ date, mean, lower, upper }) => [
          date,
          mean.toFixed(1),
          lower.toFixed(1),
          upper.toFixed(1),
        ]),
      ),
    ),
  ];
}

function anomalies({ anomalies: found, overview }: Session): string[] {
  if (found === null || overview === null) return [];
  return [
    section(
      'Unusual days',
      `<p>${found.flags.length} flags over ${found.days} days; normal noise alone would raise about ${Math.round(found.expectedFalse)}.</p>`,
      picture(anomalyChart(overview.series, found), 'Daily counts with unusual days marked'),
      tableOf(
        ['Date', 'Crimes', 'Expected', 'z', 'Note'],
        found.flags.map(({ date, count, expected, z, note }) => [
          date,
          String(count),
          expected.toFixed(0),
          z.toFixed(1),
          note ?? '',
        ]),
      ),
    ),
  ];
}

function fairness({ fairness: judged }: Session): string[] {
  if (judged === null) return [];
  return [
    section(
      'Fairness',
      `<p>${escaped(judged.statement)}</p>`,
      tableOf(
        ['Group', 'Crimes in the test', 'MASE', 'Bias a day', 'In 90 % interval'],
        judged.groups.map(({ group, crimes, mase, bias, coverage }) => [
          group,
          formatCount(crimes),
          formatScore(mase, 2),
          formatScore(bias, 2),
          formatPercent(coverage),
        ]),
      ),
    ),
  ];
}
