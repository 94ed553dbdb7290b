/** A place in a document, as IAM answers it: both count from 1. */
export interface Position {
  readonly Line: number;
  readonly Column: number;
}

/** Where a statement is: from right after what stands before it to right after its brace, as recorded from AWS. */
export interface Span {
  readonly StartPosition: Position;
  readonly EndPosition: Position;
}

/**
 * Where the statements of a policy document are, in their order. One pass from token to token.
 *
 * @param json a document that `parsePolicy` took, so that its tokens are those of JSON
 */
export function statementSpans(json: string): readonly Span[] {
  const lines = lineStarts(json);
  const spans: Span[] = [];
  let depth = 0;
  /** How deep the statements are, once their member was read. */
  let level: number | undefined;
  let before = 0;
  let start = 0;
  let name = '';
  for (const { 0: token, index } of json.matchAll(TOKEN)) {
    const end = index + token.length;
    if (token === '{' || token === '[') {
      if (level === depth && token === '{') start = before;
      // A list of statements is one deeper than a lone one.
      if (level === depth && token === '[') level += 1;
      depth += 1;
    } else if (token === '}' || token === ']') {
      depth -= 1;
      if (level === depth && token === '}') spans.push({ StartPosition: lines(start), EndPosition: lines(end) });
    } else if (token === ':' && depth === 1) level = name === '"Statement"' ? 1 : undefined;
    if (token.startsWith('"')) name = token;
    else before = end;
  }
  return spans;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

function lineStarts(text: string): (offset: number) => Position {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return offset => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { Line: low + 1, Column: offset - (starts[low] ?? 0) + 1 };
  };
}
