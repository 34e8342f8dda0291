/** After Okabe and Ito (2008), dark enough for white paper; each goes with the name of its class, never alone. */
const known: Readonly<Record<string, string>> = {
  Accident: '#a05a00',
  Burglary: '#0067a5',
  Fighting: '#a03a7c',
  Fire: '#bb3a10',
  Normal: '#5a6670',
  Shooting: '#6c6800',
};

/** The colour of a class on paper, the same as on the screen's light ground. */
export function labelColour(label: string): string {
  return known[label] ?? (label.length % 2 === 0 ? '#00704f' : '#4f52c4');
}
