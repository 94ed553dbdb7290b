/**
 * XML as SAML metadata uses it: elements, attributes, text, CDATA. There is no document type and so no entity but the five
 * that XML itself has; time and memory grow with the length alone.
 */
export interface XmlNode {
  /** Without the namespace's prefix. */
  readonly name: string;
  /** By name, those with a prefix too: `validUntil`, `xml:lang`. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
  /** The text right inside, without that of the children. */
  readonly text: string;
}

/** The one element of a document; undefined for what is no such XML. */
export function parseXmlDocument(text: string): XmlNode | undefined {
  const root: Open = { tag: '', attributes: NONE, children: [], text: '' };
  const open: Open[] = [root];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const parent = open.at(-1) ?? root;
    const start = text.indexOf('<', at);
    const inside = resolved(text.slice(at, start < 0 ? text.length : start));
    if (inside === undefined || (parent === root && inside.trim() !== '')) return undefined;
    parent.text += inside;
    if (start < 0) break;
    const end = endOf(text, start, parent);
    if (end === undefined) return undefined;
    at = end;
    if (text[start + 1] !== '!' && text[start + 1] !== '?' && !enter(open, text.slice(start + 1, end - 1)))
      return undefined;
  }
  const [element, ...more] = root.children;
  return open.length === 1 && more.length === 0 ? element : undefined;
}

/** Metadata nests less; a stranger's document shall not take the stack. */
const MAX_DEPTH = 64;

interface Open {
  /** With its prefix: an element is closed by the name that opened it. */
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlNode[];
  text: string;
}

const NONE: ReadonlyMap<string, string> = new Map();

/** Where the markup ends that begins here; the text of a CDATA section goes to its element. */
function endOf(text: string, start: number, parent: Open): number | undefined {
  if (text.startsWith('<!--', start)) return after(text, '-->', start + 4);
  if (text.startsWith('<?', start)) return after(text, '?>', start + 2);
  if (text.startsWith(CDATA, start)) {
    const end = after(text, ']]>', start + CDATA.length);
    if (end !== undefined) parent.text += text.slice(start + CDATA.length, end - 3);
    return end;
  }
  return text[start + 1] === '!' ? undefined : after(text, '>', start);
}

const CDATA = '<![CDATA[';

function after(text: string, mark: string, from: number): number | undefined {
  const found = text.indexOf(mark, from);
  return found < 0 ? undefined : found + mark.length;
}

/** Opens or closes an element; false when that cannot be. */
function enter(open: Open[], inside: string): boolean {
  if (inside.startsWith('/')) return close(open, inside.slice(1).trimEnd());
  const isEmpty = inside.endsWith('/');
  const read = readTag(isEmpty ? inside.slice(0, -1) : inside);
  if (read === undefined || open.length > MAX_DEPTH) return false;
  open.push({ ...read, children: [], text: '' });
  return isEmpty ? close(open, read.tag) : true;
}

function close(open: Open[], tag: string): boolean {
  const element = open.pop();
  const parent = open.at(-1);
  if (element === undefined || parent === undefined || element.tag !== tag) return false;
  const { attributes, children, text } = element;
  parent.children.push({ name: tag.slice(tag.indexOf(':') + 1), attributes, children, text });
  return true;
}

/** The parts of a tag, one after the other: no part can be read in two ways. */
const NAME = /[A-Za-z_][\w.:-]*/y;
const ATTRIBUTE = /\s+([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;

function readTag(inside: string): Pick<Open, 'tag' | 'attributes'> | undefined {
  NAME.lastIndex = 0;
  const tag = NAME.exec(inside)?.[0];
  if (tag === undefined) return undefined;
  const attributes = new Map<string, string>();
  let at = tag.length;
  const end = inside.trimEnd().length;
  while (at < end) {
    ATTRIBUTE.lastIndex = at;
    const found = ATTRIBUTE.exec(inside);
    const [whole = '', name = '', double, single] = found ?? [];
    const value = resolved(double ?? single ?? '');
    if (found === null || value === undefined || attributes.has(name)) return undefined;
    attributes.set(name, value);
    at += whole.length;
  }
  return { tag, attributes };
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Text with its references resolved; undefined when one of them is none. */
function resolved(text: string): string | undefined {
  let isBroken = false;
  const result = text.replaceAll(/&([^;&]{0,10});?/g, (whole, reference: string) => {
    const character = whole.endsWith(';') ? characterOf(reference) : undefined;
    isBroken ||= character === undefined;
    return character ?? '';
  });
  return isBroken ? undefined : result;
}

function characterOf(reference: string): string | undefined {
  const number = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(reference);
  if (number === null) return ENTITIES.get(reference);
  const code = number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16);
  return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : undefined;
}
