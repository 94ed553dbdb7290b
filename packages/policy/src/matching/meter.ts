/** Counts the character comparisons and state words of matches, for those who hold their bound. */
export interface Meter {
  steps: number;
}
