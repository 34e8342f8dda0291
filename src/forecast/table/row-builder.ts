import type { ImportOptions, RejectReason } from '../../contract/index.ts';
import { canonicalArea, canonicalType } from './canonical-names.ts';
import { ImputedBit } from './crime-table.ts';
import { fieldText, RowFlaw, type CsvScanner } from './csv-scanner.ts';
import { GrowingColumn } from './growing-column.ts';
import { IdSet } from './id-set.ts';
import { Interner, missingId } from './interner.ts';
import { DateReader, noHour } from './parse-date.ts';
import { parseFlag, parseNumber, unknownFlag } from './parse-number.ts';
import type { ImportPlan } from './plan-import.ts';
import { isPossiblePlace } from './possible-place.ts';
import { RejectLog } from './reject-log.ts';

const none = -1;

/** Turns scanned rows into the columns of a table; says no to a row only through {@link rejected}. */
export class RowBuilder {
  readonly day: GrowingColumn<Int32Array>;
  readonly hour: GrowingColumn<Uint8Array>;
  readonly type: GrowingColumn<Uint16Array>;
  readonly area: GrowingColumn<Uint16Array>;
  readonly arrest: GrowingColumn<Uint8Array>;
  readonly latitude: GrowingColumn<Float32Array>;
  readonly longitude: GrowingColumn<Float32Array>;
  readonly count: GrowingColumn<Float32Array>;
  readonly imputed: GrowingColumn<Uint8Array>;
  readonly types = new Interner(canonicalType);
  readonly areas = new Interner(canonicalArea);
  readonly rejected: RejectLog;
  readonly dates: DateReader;
  rowsRead = 0;
  blankLines = 0;
  repeatedIds = 0;
  /** Rows whose count the file itself marks as filled in. */
  givenImputed = 0;
  badPlaces = 0;
  readonly badPlaceLines: number[] = [];
  offsets = 0;
  monthOnly = 0;
  /** Rows moved by {@link shiftHours}. */
  shifted = 0;
  readonly shiftHours: number;
  private headerSeen: boolean;
  private ids = new IdSet();
  private readonly role: Readonly<Record<string, number>>;
  private readonly wideIds: number[];
  private readonly keepRepeated: boolean;
  private readonly linesKept: number;

  constructor(
    private readonly plan: ImportPlan,
    private readonly scanner: CsvScanner,
    options: ImportOptions,
    expectedRows: number,
  ) {
    const m = plan.mapping;
    const rows = expectedRows * Math.max(1, plan.wideColumns.length);
    const bytes = (used: boolean): GrowingColumn<Uint8Array> =>
      new GrowingColumn((n) => new Uint8Array(n), used ? rows : 0);
    const ids = (used: boolean): GrowingColumn<Uint16Array> =>
      new GrowingColumn((n) => new Uint16Array(n), used ? rows : 0);
    const reals = (used: boolean): GrowingColumn<Float32Array> =>
      new GrowingColumn((n) => new Float32Array(n), used ? rows : 0);
    this.day = new GrowingColumn((n) => new Int32Array(n), rows);
    this.hour = bytes(true);
    this.type = ids(m.type !== undefined);
    this.area = ids(m.area !== undefined || plan.wideColumns.length > 0);
    this.arrest = bytes(m.arrest !== undefined);
    this.latitude = reals(m.latitude !== undefined);
    this.longitude = reals(m.latitude !== undefined);
    this.count = reals(m.count !== undefined || plan.wideColumns.length > 0);
    this.imputed = bytes(true);
    const roles = [
      'date',
      'time',
      'hour',
      'year',
      'month',
      'day',
      'type',
      'area',
      'arrest',
      'latitude',
      'longitude',
      'id',
      'count',
      'imputed',
    ] as const;
    this.role = Object.fromEntries(roles.map((role) => [role, m[role] ?? none]));
    this.headerSeen = !plan.format.hasHeader;
    this.linesKept = options.linesKept ?? 20;
    this.rejected = new RejectLog(this.linesKept);
    this.dates = new DateReader(plan.order);
    this.shiftHours = Math.trunc(options.shiftHours ?? 0);
    this.keepRepeated = options.duplicates === 'keep';
    this.wideIds = plan.wideColumns.map((k) => this.areas.idOf(canonicalArea(plan.headers[k] as string)));
  }

  /** Takes the row now in the scanner. */
  take(bytes: Uint8Array, line: number): void {
    const { scanner } = this;
    if (scanner.blank) {
      this.blankLines++;
      return;
    }
    if (!this.headerSeen) {
      this.headerSeen = true;
      return;
    }
    this.rowsRead++;
    const reason = this.read(bytes, line);
    if (reason !== null) this.rejected.add(reason, line, () => this.example(bytes));
  }

  /** Gives up what only reading needed: the ids are the largest part. */
  endReading(): void {
    this.ids = new IdSet();
  }

  private read(bytes: Uint8Array, line: number): RejectReason | null {
    const shape = this.shapeFlaw();
    if (shape !== null) return shape;
    const { starts, ends } = this.scanner;
    const { role, dates } = this;
    const dateFlaw = this.readDate(bytes);
    if (dateFlaw !== null) return dateFlaw;
    if (this.wideIds.length > 0) return this.readWide(bytes);

    let flaws = 0;
    let count = 1;
    const countAt = role.count as number;
    if (countAt !== none) {
      count = parseNumber(
        bytes,
        starts[countAt] as number,
        ends[countAt] as number,
        this.plan.format.decimalComma,
      );
      if (count < 0) return 'count-negative';
      if (Number.isNaN(count)) {
        if (!this.isMissing(bytes, countAt)) return 'count-unreadable';
        flaws |= ImputedBit.count;
      }
    }
    const idAt = role.id as number;
    if (idAt !== none && starts[idAt] !== ends[idAt]) {
      if (!this.ids.add(bytes, starts[idAt] as number, ends[idAt] as number)) {
        if (!this.keepRepeated) return 'duplicate-id';
        this.repeatedIds++;
      }
    }
    if (this.shiftHours !== 0 && dates.hour !== noHour) this.shift();
    if (dates.hasOffset) this.offsets++;
    if (dates.monthOnly) this.monthOnly++;
    this.day.push(dates.day);
    this.hour.push(dates.hour);
    if (dates.hour === noHour) flaws |= ImputedBit.hour;
    const typeAt = role.type as number;
    if (typeAt !== none) {
      const id = this.types.intern(bytes, starts[typeAt] as number, ends[typeAt] as number);
      this.type.push(id);
      if (id === missingId) flaws |= ImputedBit.type;
    }
    const areaAt = role.area as number;
    if (areaAt !== none) {
      const id = this.areas.intern(bytes, starts[areaAt] as number, ends[areaAt] as number);
      this.area.push(id);
      if (id === missingId) flaws |= ImputedBit.area;
    }
    const arrestAt = role.arrest as number;
    if (arrestAt !== none) {
      const flag = parseFlag(bytes, starts[arrestAt] as number, ends[arrestAt] as number);
      this.arrest.push(flag);
      if (flag === unknownFlag) flaws |= ImputedBit.arrest;
    }
    if ((role.latitude as number) !== none) flaws |= this.readPlace(bytes, line);
    if (countAt !== none) {
      this.count.push(count);
      flaws |= this.readImputed(bytes);
    }
    this.imputed.push(flaws);
    return null;
  }

  /** The mark of a filled-in count, from a column that says so. */
  private readImputed(bytes: Uint8Array): number {
    const at = this.role.imputed as number;
    const { starts, ends } = this.scanner;
    if (at === none || parseFlag(bytes, starts[at] as number, ends[at] as number) !== 1) return 0;
    this.givenImputed++;
    return ImputedBit.given;
  }

  private readDate(bytes: Uint8Array): RejectReason | null {
    const { starts, ends } = this.scanner;
    const { role, dates } = this;
    const dateAt = role.date as number;
    let flaw: RejectReason | null;
    if (dateAt !== none) flaw = dates.read(bytes, starts[dateAt] as number, ends[dateAt] as number);
    else {
      const part = (at: number, absent: number): number =>
        at === none ? absent : parseNumber(bytes, starts[at] as number, ends[at] as number, false);
      const year = part(role.year as number, NaN);
      const month = part(role.month as number, 1);
      const day = part(role.day as number, 1);
      dates.hour = noHour;
      dates.hasOffset = false;
      dates.monthOnly = (role.day as number) === none;
      if (Number.isNaN(year) || Number.isNaN(month) || Number.isNaN(day)) return 'date-missing';
      flaw = dates.set(year, month, day);
    }
    if (flaw !== null) return flaw;
    const timeAt = role.time as number;
    const hourAt = role.hour as number;
    if (timeAt !== none && starts[timeAt] !== ends[timeAt]) {
      if (dates.readTime(bytes, starts[timeAt] as number, ends[timeAt] as number) !== null)
        dates.hour = noHour;
    } else if (hourAt !== none && dates.hour === noHour) {
      const hour = parseNumber(bytes, starts[hourAt] as number, ends[hourAt] as number, false);
      if (hour >= 0 && hour < 24) dates.hour = hour;
    }
    return null;
  }

  private shift(): void {
    const hour = this.dates.hour + this.shiftHours;
    this.dates.day += Math.floor(hour / 24);
    this.dates.hour = ((hour % 24) + 24) % 24;
    this.shifted++;
  }

  private readWide(bytes: Uint8Array): RejectReason | null {
    const { starts, ends } = this.scanner;
    const { wideColumns, format } = this.plan;
    const counts = wideColumns.map((k) =>
      parseNumber(bytes, starts[k] as number, ends[k] as number, format.decimalComma),
    );
    if (counts.some((count) => count < 0)) return 'count-negative';
    if (counts.some((count, i) => Number.isNaN(count) && !this.isMissing(bytes, wideColumns[i] as number)))
      return 'count-unreadable';
    counts.forEach((count, i) => {
      this.day.push(this.dates.day);
      this.hour.push(noHour);
      this.area.push(this.wideIds[i] as number);
      this.count.push(count);
      this.imputed.push(ImputedBit.hour | (Number.isNaN(count) ? ImputedBit.count : 0));
    });
    return null;
  }

  private readPlace(bytes: Uint8Array, line: number): number {
    const { starts, ends } = this.scanner;
    const latAt = this.role.latitude as number;
    const lonAt = this.role.longitude as number;
    const comma = this.plan.format.decimalComma;
    const latitude = parseNumber(bytes, starts[latAt] as number, ends[latAt] as number, comma);
    const longitude = parseNumber(bytes, starts[lonAt] as number, ends[lonAt] as number, comma);
    const known = !Number.isNaN(latitude) && !Number.isNaN(longitude);
    const possible = known && isPossiblePlace(latitude, longitude);
    if (known && !possible) {
      this.badPlaces++;
      if (this.badPlaceLines.length < this.linesKept) this.badPlaceLines.push(line);
    }
    this.latitude.push(possible ? latitude : NaN);
    this.longitude.push(possible ? longitude : NaN);
    return possible ? 0 : ImputedBit.coordinates;
  }

  /** More columns than headers pass when the surplus is empty: some programs end each line with a delimiter. */
  private shapeFlaw(): RejectReason | null {
    const { scanner, plan } = this;
    if (scanner.flaw === RowFlaw.unclosedQuote) return 'quote-unclosed';
    if (scanner.flaw === RowFlaw.textAfterQuote) return 'quote-malformed';
    if (scanner.flaw === RowFlaw.tooManyColumns) return 'columns-extra';
    if (scanner.columns < plan.headers.length) return 'columns-missing';
    for (let k = plan.headers.length; k < scanner.columns; k++) {
      if (scanner.starts[k] !== scanner.ends[k]) return 'columns-extra';
    }
    return null;
  }

  private isMissing(bytes: Uint8Array, column: number): boolean {
    return /^\s*(na|n\/a|nan|null|none|-|)\s*$/i.test(fieldText(this.scanner, bytes, column));
  }

  private example(bytes: Uint8Array): string {
    const { scanner } = this;
    const shown = Math.min(scanner.columns, 8);
    return Array.from({ length: shown }, (_, k) => fieldText(scanner, bytes, k).slice(0, 40)).join(
      this.plan.format.delimiter,
    );
  }
}
