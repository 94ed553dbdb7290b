/** XML as the Query protocol's answers use it: elements and text. Attributes, comments and declarations are passed over. */

export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  /** The text right inside, without that of the children. */
  readonly text: string;
}

/** Answers nest less; a stranger's answer shall not take the stack. */
const MAX_DEPTH = 64;

/** Reads a document; throws SyntaxError for what is no such XML. The time it takes grows with the length alone. */
export function parseXml(document: string): XmlElement {
  const open: { name: string; children: XmlElement[]; text: string }[] = [{ name: '', children: [], text: '' }];
  let at = 0;
  while (at < document.length) {
    const parent = open.at(-1);
    if (parent === undefined) break;
    const start = document.indexOf('<', at);
    parent.text += unescapeXml(document.slice(at, start < 0 ? document.length : start));
    if (start < 0) break;
    const passed = passOver(document, start);
    if (passed !== undefined) {
      at = passed;
      continue;
    }
    const end = document.indexOf('>', start);
    if (end < 0) throw new SyntaxError('an XML tag does not end');
    at = end + 1;
    const isClosing = document[start + 1] === '/';
    const isEmpty = document[end - 1] === '/';
    const tag = document.slice(start + (isClosing ? 2 : 1), isEmpty ? end - 1 : end);
    const name = tag.split(/[\s]/, 1)[0] ?? '';
    if (isClosing) {
      const closed = open.pop();
      if (closed?.name !== name || open.length === 0)
        throw new SyntaxError(`an XML element is closed that is not open`);
      open.at(-1)?.children.push(closed);
      continue;
    }
    if (isEmpty) parent.children.push({ name, children: [], text: '' });
    else if (open.length > MAX_DEPTH) throw new SyntaxError('XML elements nest too deep');
    else open.push({ name, children: [], text: '' });
  }
  const [root] = open;
  const [document_, ...more] = root?.children ?? [];
  if (open.length !== 1 || document_ === undefined || more.length > 0) throw new SyntaxError('not one XML element');
  return document_;
}

/** The end of a comment or declaration that begins here; undefined: it is a tag. */
function passOver(document: string, start: number): number | undefined {
  const end = document.startsWith('<!--', start) ? '-->' : document.startsWith('<?', start) ? '?>' : undefined;
  if (end === undefined) {
    if (document[start + 1] === '!') throw new SyntaxError('XML declarations are not read');
    return undefined;
  }
  const found = document.indexOf(end, start + 2);
  if (found < 0) throw new SyntaxError('an XML comment does not end');
  return found + end.length;
}

const named = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Text with its references resolved. */
function unescapeXml(text: string): string {
  return text.replaceAll(/&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|[a-z]{1,4});/g, (whole, reference: string) => {
    if (!reference.startsWith('#')) return named.get(reference) ?? whole;
    const isHex = reference.startsWith('#x');
    const code = Number.parseInt(reference.slice(isHex ? 2 : 1), isHex ? 16 : 10);
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
  });
}
