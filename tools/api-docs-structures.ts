/** The structures inside the messages of a service: contracts do not name them, a reference has to. */
import type { OperationContract, Shape, StructShape } from '@coffer/wire';

export interface Structure {
  /** Letters, digits and blanks: the member's name, `Tags entry` for what a list or map holds. */
  readonly name: string;
  readonly shape: StructShape;
  /** The operations whose messages hold it, in their order. */
  readonly operations: readonly string[];
}

export interface Structures {
  /** In the order of their names. */
  readonly all: readonly Structure[];
  /** @throws TypeError when the shape is of no operation of the service */
  of(shape: StructShape): Structure;
}

interface Found {
  readonly member: string;
  readonly shape: StructShape;
  readonly operations: Set<string>;
}

/**
 * Finds each structure once, however often it stands in messages: equal members are the same structure. It is called
 * by the member that holds it first; where two differ under one name, the operation is added.
 */
export function collectStructures(operations: readonly (readonly [string, OperationContract])[]): Structures {
  const found = new Map<string, Found>();
  for (const [operation, { input, output }] of operations) {
    for (const { members } of [input, output]) {
      for (const [member, shape] of Object.entries(members)) collect(found, operation, member, shape);
    }
  }
  const named = nameAll(found);
  const all = [...named.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return {
    all,
    of: shape => {
      const structure = named.get(keyOf(shape));
      if (structure === undefined) throw new TypeError('a structure of no operation');
      return structure;
    },
  };
}

function collect(found: Map<string, Found>, operation: string, member: string, shape: Shape): void {
  if (shape.kind === 'list') return collect(found, operation, entryOf(member), shape.of);
  if (shape.kind === 'map') return collect(found, operation, entryOf(member), shape.value);
  if (shape.kind !== 'struct') return;
  const key = keyOf(shape);
  const before = found.get(key) ?? { member, shape, operations: new Set() };
  found.set(key, before);
  before.operations.add(operation);
  for (const [name, inner] of Object.entries(shape.members)) collect(found, operation, name, inner);
}

function nameAll(found: ReadonlyMap<string, Found>): ReadonlyMap<string, Structure> {
  const holders = Map.groupBy(found.values(), ({ member }) => member);
  const named = new Map<string, Structure>();
  const times = new Map<string, number>();
  for (const [key, { member, shape, operations }] of found) {
    const [first = ''] = operations;
    const name = holders.get(member)?.length === 1 ? member : `${member} of ${first}`;
    const time = (times.get(name) ?? 0) + 1;
    times.set(name, time);
    named.set(key, { name: time === 1 ? name : `${name} ${time}`, shape, operations: [...operations] });
  }
  return named;
}

function entryOf(member: string): string {
  return member.endsWith(' entry') ? member : `${member} entry`;
}

/** What it is, whatever it is required for. */
function keyOf({ members }: StructShape): string {
  return JSON.stringify(members);
}
