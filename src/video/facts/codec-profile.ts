/** Profile and level as the standards name them; null where the string does not tell. */
export interface CodecProfile {
  readonly profile: string | null;
  readonly level: string | null;
}

const unknown: CodecProfile = { profile: null, level: null };

/**
 * Reads a codec string (RFC 6381; ISO/IEC 14496-15 annex E for avc1 and hvc1, the VP9 and the AV1 ISOBMFF bindings),
 * as 'avc1.64000d'.
 */
export function profileOf(codecString: string): CodecProfile {
  const [name = '', ...parts] = codecString.split('.');
  if (/^avc[13]$/.test(name)) return avcProfile(parts[0] ?? '');
  if (/^(hvc1|hev1)$/.test(name)) return hevcProfile(parts);
  if (name === 'vp09')
    return { profile: `Profile ${Number(parts[0])}`, level: decimalLevel(Number(parts[1]), 10) };
  return name === 'av01' ? av1Profile(parts) : unknown;
}

const avcProfiles: Readonly<Record<number, string>> = {
  66: 'Baseline',
  77: 'Main',
  88: 'Extended',
  100: 'High',
  110: 'High 10',
  122: 'High 4:2:2',
  244: 'High 4:4:4 Predictive',
};

/** 'PPCCLL': profile_idc, constraint flags, level_idc, hexadecimal. */
function avcProfile(hex: string): CodecProfile {
  const [idc, flags, level] = [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [
    number,
    number,
    number,
  ];
  const isConstrained = idc === 66 && (flags & 0x40) !== 0;
  const profile = avcProfiles[idc] ?? null;
  return { profile: isConstrained ? `Constrained ${profile}` : profile, level: decimalLevel(level, 10) };
}

const hevcProfiles: Readonly<Record<number, string>> = {
  1: 'Main',
  2: 'Main 10',
  3: 'Main Still Picture',
  4: 'Rext',
};

/** General profile (a letter may stand before it), compatibility, tier and 30 times the level, as 'L93'. */
function hevcProfile([profile = '', , level = '']: readonly string[]): CodecProfile {
  return {
    profile: hevcProfiles[Number(profile.replace(/^[A-C]/, ''))] ?? null,
    level: decimalLevel(Number(level.slice(1)), 30),
  };
}

const av1Profiles = ['Main', 'High', 'Professional'];

/** Profile, sequence level index (2.0, 2.1, …, 3.0: four to a whole) with the tier's letter. */
function av1Profile([profile = '', level = '']: readonly string[]): CodecProfile {
  const index = Number.parseInt(level, 10);
  return {
    profile: av1Profiles[Number(profile)] ?? null,
    level: Number.isNaN(index) ? null : `${2 + (index >> 2)}.${index & 3}`,
  };
}

/** '3.1' of a level that is told as a multiple. */
export function decimalLevel(value: number, multiple: number): string | null {
  return value > 0 ? (value / multiple).toFixed(1) : null;
}
