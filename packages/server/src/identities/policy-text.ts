/**
 * A policy as GetResourcePolicy and GetKeyPolicy show it. Recorded of the first: AWS keeps no text but writes the document
 * anew, names in the author's order, `"name" : value`, two blanks for each object around, lists in one line.
 *
 * It goes from token to token, because values that JSON.parse makes lose the order of names that look like numbers and
 * the digits of large numbers.
 *
 * @param json a document that `parsePolicy` took, so that its length is bounded and its tokens are those of JSON
 * @param gone what is shown in the place of principals who do not exist any more
 */
export function asShown(json: string, gone: ReadonlyMap<string, string> = new Map()): string {
  const tokens = Array.from(json.matchAll(TOKEN), ([token]) => token);
  const open: Container[] = [];
  let shown = '';
  for (const [at, token] of tokens.entries()) {
    const next = tokens[at + 1];
    const wasEmpty = CLOSING.get(tokens[at - 1] ?? '') === token;
    const inner = open.at(-1);
    switch (token) {
      case '{':
      case '[':
        open.push({ isObject: token === '{', member: '' });
        shown += token + (next === CLOSING.get(token) ? ' ' : gapIn(open));
        break;
      case '}':
      case ']':
        open.pop();
        shown += (wasEmpty ? '' : inner?.isObject === true ? newLine(open) : ' ') + token;
        break;
      case ',':
        shown += token + gapIn(open);
        break;
      case ':':
        shown += ' : ';
        break;
      default: {
        // A string may have been written with escapes that it does not need.
        const text: unknown = token.startsWith('"') ? JSON.parse(token) : undefined;
        if (inner !== undefined && typeof text === 'string' && next === ':') inner.member = text;
        const successor = typeof text === 'string' && next !== ':' && namesPrincipal(open) ? gone.get(text) : undefined;
        shown += typeof text === 'string' ? JSON.stringify(successor ?? text) : token;
      }
    }
  }
  return shown;
}

interface Container {
  readonly isObject: boolean;
  /** Of an object: the name of the member that is being written. */
  member: string;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;

const CLOSING: ReadonlyMap<string, string> = new Map([
  ['{', '}'],
  ['[', ']'],
]);

/** Whether a text that stands here is the name of a user, role or account: in `Statement`, `Principal`, `AWS`. */
function namesPrincipal(open: readonly Container[]): boolean {
  const [, element] = open.filter(({ isObject }) => isObject);
  return element?.member === 'Principal' || element?.member === 'NotPrincipal';
}

/** What stands before a member of the innermost object or an element of the innermost list. */
function gapIn(open: readonly Container[]): string {
  return open.at(-1)?.isObject === true ? newLine(open) : ' ';
}

function newLine(open: readonly Container[]): string {
  return `\n${'  '.repeat(open.filter(({ isObject }) => isObject).length)}`;
}
