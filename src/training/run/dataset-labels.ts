/** The labels of a dataset: those that the model knows in its order, then new ones by name. */
export function datasetLabels(
  clips: readonly { readonly label: string }[],
  known: readonly string[],
): string[] {
  const occurring = new Set(clips.map(({ label }) => label));
  const fresh = [...occurring].filter((label) => !known.includes(label)).sort();
  return [...known.filter((label) => occurring.has(label)), ...fresh];
}
