/** Where the members of a REST message are: in the path, the query, the headers, the status, or the body. */
import type { Member, StructShape } from '../shape.ts';
import { struct } from '../shape.ts';

/** A member that is not in the body. */
export interface Bound {
  readonly name: string;
  /** Its name on the wire; of a header in lower case. */
  readonly wire: string;
  readonly shape: Member;
}

export interface Bindings {
  readonly uri: readonly Bound[];
  readonly query: readonly Bound[];
  readonly headers: readonly Bound[];
  readonly status: Bound | undefined;
  /** The member that is the whole body; the rest of a shape with one has no body. */
  readonly payload: Bound | undefined;
  /** What is left: the members of a JSON object. */
  readonly body: StructShape;
  readonly hasBody: boolean;
}

/** Bindings are made once a shape; shapes are constants of contracts, so this grows no further than they do. */
const known = new WeakMap<StructShape, Bindings>();

export function bindingsOf(shape: StructShape): Bindings {
  const found = known.get(shape);
  if (found !== undefined) return found;
  const made = makeBindings(shape);
  known.set(shape, made);
  return made;
}

function makeBindings(shape: StructShape): Bindings {
  const members = Object.entries(shape.members);
  const at = (loc: Member['loc']): readonly Bound[] =>
    members
      .filter(([, member]) => member.loc === loc)
      .map(([name, member]) => ({ name, wire: wireName(name, member), shape: member }));
  const body = Object.fromEntries(members.filter(([, { loc }]) => loc === undefined));
  return {
    uri: at('uri'),
    query: at('querystring'),
    headers: at('header'),
    status: at('statusCode')[0],
    payload: at('payload')[0],
    body: struct(body),
    hasBody: Object.keys(body).length > 0,
  };
}

function wireName(name: string, { loc, wire = name }: Member): string {
  return loc === 'header' ? wire.toLowerCase() : wire;
}
