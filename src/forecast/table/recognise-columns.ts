import type { ColumnMapping, ColumnRole } from '../../contract/index.ts';

/** Known headers by role, best first, in lower case without punctuation. */
const headersByRole: Readonly<Record<ColumnRole, readonly string[]>> = {
  date: [
    'date',
    'dateocc',
    'occurredondate',
    'cmplntfrdt',
    'dispatchdate',
    'occurdate',
    'incidentdate',
    'datetime',
    'incidentdatetime',
    'dispatchdatetime',
    'occurreddate',
    'dateoccurred',
    'dateofoccurrence',
    'occurrencedate',
    'offensedate',
    'offencedate',
    'crimedate',
    'eventdate',
    'startdate',
    'fromdate',
    'reporteddate',
    'reportdate',
    'datereported',
    'daterptd',
    'reportdatetime',
    'timestamp',
    'createdat',
    'ds',
    'datum',
    'fecha',
    'data',
    'week',
    'month',
  ],
  time: [
    'timeocc',
    'cmplntfrtm',
    'dispatchtime',
    'incidenttime',
    'occurtime',
    'occurredtime',
    'timeofoccurrence',
    'time',
  ],
  hour: ['hour', 'hourofday', 'hh'],
  year: ['year', 'yr', 'yyyy'],
  month: ['month', 'mon', 'mm'],
  day: ['day', 'dayofmonth', 'dd'],
  type: [
    'primarytype',
    'crimetype',
    'ofnsdesc',
    'crmcddesc',
    'offensecodegroup',
    'incidentcategory',
    'textgeneralcode',
    'offensetype',
    'offencetype',
    'offensecategory',
    'offensedescription',
    'primarydescription',
    'category',
    'crime',
    'offense',
    'offence',
    'incidenttype',
    'type',
    'lawcatcd',
    'description',
    'loccat',
  ],
  area: [
    'communityarea',
    'communitycode',
    'communityareanumber',
    'areaname',
    'boronm',
    'boro',
    'borough',
    'neighborhood',
    'neighbourhood',
    'analysisneighborhood',
    'communityareaname',
    'lsoaname',
    'lsoacode',
    'policedistrict',
    'district',
    'districtcode',
    'dcdist',
    'addrpctcd',
    'precinct',
    'ward',
    'beat',
    'sector',
    'area',
    'region',
    'zone',
  ],
  arrest: ['arrest', 'arrested', 'arrestmade'],
  latitude: ['latitude', 'lat', 'latlonlatitude', 'gpslatitude', 'pointy'],
  longitude: ['longitude', 'lon', 'lng', 'long', 'latlonlongitude', 'gpslongitude', 'pointx'],
  id: ['id', 'drno', 'cmplntnum', 'objectid', 'cartodbid', 'uid', 'rowid', 'uniqueid'],
  count: [
    'count',
    'crimecount',
    'crimes',
    'incidents',
    'incidentcount',
    'counts',
    'n',
    'cnt',
    'total',
    'y',
    'number',
    'value',
  ],
  imputed: ['imputed', 'isimputed', 'wasimputed', 'imputedflag', 'interpolated', 'estimated'],
};

/** Roles that only mean something with others, or that a bare name claims too easily. */
const splitDate: readonly ColumnRole[] = ['year', 'month', 'day'];

/**
 * Gives each role the best column that bears a known header, whatever the order, case and punctuation. A whole date
 * column beats one split over year, month and day; the split columns are kept only when no date column is there.
 */
export function recogniseColumns(headers: readonly string[]): ColumnMapping {
  const plain = headers.map((header) => header.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''));
  const mapping: Partial<Record<ColumnRole, number>> = {};
  const taken = new Set<number>();
  for (const role of Object.keys(headersByRole) as ColumnRole[]) {
    for (const name of headersByRole[role]) {
      const column = plain.indexOf(name);
      if (column < 0 || taken.has(column)) continue;
      if (role === 'date' && name === 'month' && plain.includes('year')) continue;
      mapping[role] = column;
      if (!splitDate.includes(role)) taken.add(column);
      break;
    }
  }
  if (mapping.date !== undefined || mapping.year === undefined) {
    delete mapping.year;
    delete mapping.month;
    delete mapping.day;
  }
  if ((mapping.latitude === undefined) !== (mapping.longitude === undefined)) {
    delete mapping.latitude;
    delete mapping.longitude;
  }
  return mapping;
}

/** The portal or product whose layout the headers show; for the screen, the mapping decides. */
export function layoutName(headers: readonly string[]): string {
  const has = (...names: string[]): boolean => {
    const plain = new Set(headers.map((h) => h.toLowerCase().replace(/[^a-z]/g, '')));
    return names.every((name) => plain.has(name));
  };
  if (has('primarytype', 'iucr')) return 'Chicago data portal';
  if (has('crimetype', 'fallswithin')) return 'data.police.uk';
  if (has('cmplntfrdt')) return 'NYPD complaints';
  if (has('drno', 'dateocc')) return 'LAPD';
  if (has('occurredondate', 'offensecode')) return 'Boston Police';
  if (has('dispatchdate', 'textgeneralcode')) return 'Philadelphia Police';
  if (has('incidentcategory', 'incidentdatetime')) return 'San Francisco Police';
  if (has('ds', 'y')) return 'Prophet series';
  return 'other';
}
