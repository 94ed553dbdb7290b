/** A compiled pattern: what one position of it asks for, and where it goes on. */
export type Instruction =
  | { readonly op: 'set'; readonly holds: (codePoint: number) => boolean }
  | { readonly op: 'fork'; readonly targets: readonly number[] }
  | { readonly op: 'start' | 'end' | 'match' };

/**
 * Whether a whole text matches. All positions of the pattern are followed side by side, so that the time is at most the
 * length of the text times that of the pattern, whatever they are (Thompson 1968).
 */
export function matchesWhole(program: readonly Instruction[], text: string): boolean {
  const codePoints = Array.from(text, character => character.codePointAt(0) ?? 0);
  // For each position the step in which it was reached last: each is followed once a step.
  const reached = new Uint32Array(program.length);
  const pending: number[] = [0];
  let current: number[] = [];
  follow(0);
  for (const [i, codePoint] of codePoints.entries()) {
    for (const at of current) {
      const instruction = program[at];
      if (instruction?.op === 'set' && instruction.holds(codePoint)) pending.push(at + 1);
    }
    if (pending.length === 0) return false;
    follow(i + 1);
  }
  return current.some(at => program[at]?.op === 'match');

  /** From what is pending to all that wants a character, or is the end. */
  function follow(index: number): void {
    current = [];
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      if (reached[at] === index + 1) continue;
      reached[at] = index + 1;
      const instruction = program[at];
      if (instruction?.op === 'fork') for (const target of instruction.targets) pending.push(target);
      else if (instruction?.op === 'set' || instruction?.op === 'match') current.push(at);
      else if (index === (instruction?.op === 'start' ? 0 : codePoints.length)) pending.push(at + 1);
    }
  }
}
