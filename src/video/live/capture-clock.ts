/** How long a smallest delay is believed, ms: clocks of devices drift apart. */
const memory = 30_000;

/**
 * When a picture was taken, from the device's own timestamps. Their zero is not known, but the picture that came with
 * the least delay came at once or nearly: the difference of the two clocks is the smallest one seen of late. What
 * every picture of a device takes alike (sensor, cable, driver) cannot be measured by a page and is not in it.
 */
export class CaptureClock {
  #smallest = Infinity;
  #smallestBefore = Infinity;
  #since = -Infinity;

  /**
   * @param timestamp by the device's clock, ms
   * @param arrivedAt by ours, ms
   * @returns by ours, ms; never later than `arrivedAt`
   */
  capturedAt(timestamp: number, arrivedAt: number): number {
    if (arrivedAt - this.#since > memory) {
      this.#smallestBefore = this.#smallest;
      this.#smallest = Infinity;
      this.#since = arrivedAt;
    }
    this.#smallest = Math.min(this.#smallest, arrivedAt - timestamp);
    return timestamp + Math.min(this.#smallest, this.#smallestBefore);
  }
}
