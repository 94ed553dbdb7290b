/**
 * Compiles regular expressions that come from clients: the part of Java's syntax that can be matched in linear time,
 * without look-around, back references, possessive quantifiers, flags, word boundaries and Unicode classes.
 */
import type { Instruction } from './linear-match.ts';
import type { Node } from './pattern-syntax.ts';
import { parsePattern, UnusablePattern } from './pattern-syntax.ts';

export { UnusablePattern };

/** Repetitions are written out: `[a-f]{8}` costs sixteen. Bounds the work on a value of 8 KB to 0.2 seconds. */
const MAX_SIZE = 1_000;

/** @throws UnusablePattern for what is no pattern, what is not of this part, and what is too large */
export function compilePattern(pattern: string): readonly Instruction[] {
  const program: Instruction[] = [];
  let size = 0;
  emit(parsePattern(pattern));
  program.push({ op: 'match' });
  return program;

  function push(instruction: Instruction, cost = 1): number {
    size += cost;
    if (size > MAX_SIZE) throw new UnusablePattern();
    return program.push(instruction) - 1;
  }

  function emit(node: Node): void {
    switch (node.kind) {
      case 'set':
        push({ op: 'set', holds: node.holds }, 1 + node.ranges);
        return;
      case 'start':
      case 'end':
        push({ op: node.kind });
        return;
      case 'sequence':
        for (const part of node.parts) emit(part);
        return;
      case 'choice':
        emitChoice(node.parts);
        return;
      case 'repeat':
        for (let i = 0; i < node.min; i++) emit(node.part);
        if (node.max === undefined) emitLoop(node.part);
        else emitOptional(node.part, node.max - node.min);
        return;
      default:
        node satisfies never;
    }
  }

  /** fork -> each part, which then jumps to the end */
  function emitChoice(parts: readonly Node[]): void {
    const targets: number[] = [];
    const end: number[] = [];
    push({ op: 'fork', targets });
    for (const part of parts) {
      targets.push(program.length);
      emit(part);
      push({ op: 'fork', targets: end });
    }
    end.push(program.length);
  }

  /** L: fork -> part, end; part; jump L */
  function emitLoop(part: Node): void {
    const targets: number[] = [];
    const begin = push({ op: 'fork', targets });
    targets.push(program.length);
    emit(part);
    push({ op: 'fork', targets: [begin] });
    targets.push(program.length);
  }

  /** (part (part (part)?)?)? */
  function emitOptional(part: Node, times: number): void {
    const forks: number[][] = [];
    for (let i = 0; i < times; i++) {
      const targets: number[] = [];
      push({ op: 'fork', targets });
      targets.push(program.length);
      emit(part);
      forks.push(targets);
    }
    for (const targets of forks) targets.push(program.length);
  }
}
