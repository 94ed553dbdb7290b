/** Reads XML answers of the Query protocol: elements and text, as much of XML as those answers have. */
import type { Shape } from '@coffer/wire';

/** An element: its children by name in order, and its text. */
export interface Element {
  readonly name: string;
  readonly children: Element[];
  text: string;
}

/** The root element. Throws for what is not well-formed. */
export function readXml(xml: string): Element {
  const top: Element = { name: '', children: [], text: '' };
  const open = [top];
  for (const [token] of xml.matchAll(/<[^>]*>|[^<]+/g)) {
    const inner = open.at(-1) ?? top;
    if (!token.startsWith('<')) inner.text += unescape(token);
    else if (token.startsWith('</')) {
      if (token !== `</${inner.name}>` || open.length === 1) throw new Error(`${token} closes ${inner.name}`);
      open.pop();
    } else {
      const element = { name: /^<([A-Za-z]\w*)/.exec(token)?.[1] ?? '', children: [], text: '' };
      if (element.name === '') throw new Error(`no element: ${token}`);
      inner.children.push(element);
      open.push(element);
    }
  }
  const [root] = top.children;
  if (open.length !== 1 || top.children.length !== 1 || root === undefined) throw new Error('not one root element');
  return root;
}

/** The element at the end of a path of names. */
export function elementAt(element: Element, ...path: readonly string[]): Element | undefined {
  return path.reduce<Element | undefined>((at, name) => at?.children.find(child => child.name === name), element);
}

/** The value of a shape, scalars in the form that `plainOf` gives them. */
export function valueIn(shape: Shape, element: Element): unknown {
  switch (shape.kind) {
    case 'struct':
      return Object.fromEntries(
        element.children.map(child => {
          const member = shape.members[child.name];
          if (member === undefined) throw new Error(`no member ${child.name}`);
          return [child.name, valueIn(member, child)];
        }),
      );
    case 'list':
      return element.children.map(child => valueIn(shape.of, child));
    case 'map':
      return Object.fromEntries(
        element.children.map(entry => {
          const [key, value] = [elementAt(entry, 'key'), elementAt(entry, 'value')];
          if (key === undefined || value === undefined) throw new Error('an entry without key or value');
          return [key.text, valueIn(shape.value, value)];
        }),
      );
    case 'integer':
    case 'long':
    case 'double':
      return Number(element.text);
    case 'boolean':
      return element.text === 'true';
    case 'timestamp':
      return Date.parse(element.text);
    default:
      return element.text;
  }
}

/** What JSON says of a shape: timestamps as milliseconds, the rest as it stands. */
export function plainOf(shape: Shape, value: unknown): unknown {
  if (shape.kind === 'timestamp' && typeof value === 'number') return Math.round(value * 1000);
  if (shape.kind === 'list' && Array.isArray(value)) return value.map(entry => plainOf(shape.of, entry));
  if (typeof value !== 'object' || value === null) return value;
  const of = (name: string): Shape | undefined =>
    shape.kind === 'struct' ? shape.members[name] : shape.kind === 'map' ? shape.value : undefined;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => {
      const inner = of(name);
      return [name, inner === undefined ? entry : plainOf(inner, entry)];
    }),
  );
}

const NAMED = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
]);

function unescape(text: string): string {
  return text.replaceAll(/&(#x([0-9A-F]+)|\w+);/g, (whole, name: string, code: string | undefined) =>
    code === undefined ? (NAMED.get(name) ?? whole) : String.fromCodePoint(Number.parseInt(code, 16)),
  );
}
