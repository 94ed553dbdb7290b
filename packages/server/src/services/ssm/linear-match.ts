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
  let current = follow(program, [0], 0, codePoints.length);
  for (const [i, codePoint] of codePoints.entries()) {
    const next: number[] = [];
    for (const at of current) {
      const instruction = program[at];
      if (instruction?.op === 'set' && instruction.holds(codePoint)) next.push(at + 1);
    }
    if (next.length === 0) return false;
    current = follow(program, next, i + 1, codePoints.length);
  }
  return current.some(at => program[at]?.op === 'match');
}

/** All positions that can be reached without taking a character; each once. */
function follow(program: readonly Instruction[], from: readonly number[], index: number, length: number): number[] {
  const reached = new Set<number>();
  const pending = [...from];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (reached.has(at)) continue;
    reached.add(at);
    const instruction = program[at];
    if (instruction?.op === 'fork') pending.push(...instruction.targets);
    else if (instruction?.op === 'start' && index === 0) pending.push(at + 1);
    else if (instruction?.op === 'end' && index === length) pending.push(at + 1);
  }
  return [...reached];
}
