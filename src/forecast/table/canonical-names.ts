/** Names the Chicago portal has spelled in more than one way over the years. */
const renamed: Readonly<Record<string, string>> = {
  'NON-CRIMINAL (SUBJECT SPECIFIED)': 'NON-CRIMINAL',
  'NON - CRIMINAL': 'NON-CRIMINAL',
  'CRIM SEXUAL ASSAULT': 'CRIMINAL SEXUAL ASSAULT',
  'OTHER NARCOTIC VIOLATION': 'NARCOTICS',
};

/** One spelling per crime type: upper-case codes merged where the city renamed them, other texts kept as they are. */
export function canonicalType(text: string): string {
  const upper = text.toUpperCase();
  return renamed[upper] ?? (upper === text ? text : capitalised(text));
}

/** One spelling per area: 046, 46 and 46.0 are 46. */
export function canonicalArea(text: string): string {
  const number = /^0*(\d+)(?:\.0+)?$/.exec(text);
  return number === null ? text : (number[1] as string);
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
