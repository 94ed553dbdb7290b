/**
 * A trust policy in which unique ids stand for users and roles that do not exist any more, as AWS shows them. Everything
 * else stays as it was written. It goes from token to token, in one pass.
 *
 * @param json a document that `parsePolicy` took, so that its tokens are those of JSON
 */
export function withDepartedShown(json: string, gone: ReadonlyMap<string, string>): string {
  if (gone.size === 0) return json;
  const open: Container[] = [];
  return json.replaceAll(TOKEN, (token, at: number) => {
    if (token === '{' || token === '[') open.push({ isObject: token === '{', member: '' });
    else if (token === '}' || token === ']') open.pop();
    else {
      const text: unknown = JSON.parse(token);
      const inner = open.at(-1);
      const isName = inner?.isObject === true && NAME_ENDS.test(json.slice(at + token.length, at + token.length + 64));
      if (isName && typeof text === 'string') inner.member = text;
      else if (typeof text === 'string' && namesPrincipal(open)) return JSON.stringify(gone.get(text) ?? text);
    }
    return token;
  });
}

interface Container {
  readonly isObject: boolean;
  /** Of an object: the name of the member that is being read. */
  member: string;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]]/g;
const NAME_ENDS = /^\s*:/;

/** Whether a text that stands here is the name of a user or role. */
function namesPrincipal(open: readonly Container[]): boolean {
  const members = open.filter(({ isObject }) => isObject).map(({ member }) => member);
  return members.length === 3 && members[0] === 'Statement' && members[1] === 'Principal' && members[2] === 'AWS';
}
