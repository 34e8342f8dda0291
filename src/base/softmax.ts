/**
 * Softmax of each row of `logits` [rows · columns] at `temperature`, shifted by the row maximum against overflow.
 * @returns probabilities [rows · columns]; each row sums to 1.
 */
export function softmaxRows(logits: Float32Array, columns: number, temperature = 1): Float32Array {
  const out = new Float32Array(logits.length);
  for (let row = 0; row < logits.length; row += columns) {
    let max = -Infinity;
    for (let c = 0; c < columns; c++) max = Math.max(max, logits[row + c] as number);
    let sum = 0;
    for (let c = 0; c < columns; c++) {
      const e = Math.exp(((logits[row + c] as number) - max) / temperature);
      out[row + c] = e;
      sum += e;
    }
    for (let c = 0; c < columns; c++) out[row + c] = (out[row + c] as number) / sum;
  }
  return out;
}
