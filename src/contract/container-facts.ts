/** A part of the table of what a file says of itself, as 'General' or 'Video'. */
export interface FactGroup {
  readonly title: string;
  readonly facts: readonly Fact[];
}

export interface Fact {
  readonly name: string;
  /** With its unit. */
  readonly value: string;
}
