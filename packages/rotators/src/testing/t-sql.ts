/**
 * As much of Transact-SQL as rotations say, by its grammar: what a server would not read is an error here too. Source:
 * SQL Server, "Transact-SQL reference".
 */

/** One statement. */
export type Statement =
  | { readonly kind: 'setting' }
  | { readonly kind: 'begin' }
  | { readonly kind: 'commit' }
  /** `onlyIfAny` has `if @@trancount > 0` before it. */
  | { readonly kind: 'rollback'; readonly onlyIfAny: boolean }
  /** The rest of the batch, which is a query of the catalog. */
  | { readonly kind: 'query' }
  | { readonly kind: 'version' }
  | { readonly kind: 'read'; readonly schema: string; readonly object: string }
  | {
      readonly kind: 'alter';
      readonly level: Level;
      readonly name: string;
      readonly password: string;
      readonly oldPassword: string | undefined;
    }
  | {
      readonly kind: 'create';
      readonly level: Level;
      readonly name: string;
      readonly password: string | undefined;
      readonly login: string | undefined;
    }
  | { readonly kind: 'join'; readonly level: Level; readonly role: string; readonly member: string }
  | {
      readonly kind: 'permit';
      readonly state: 'G' | 'W' | 'D';
      readonly permission: string;
      readonly on: Securable;
      readonly to: string;
    };

/** Of logins, or of users of the database. */
export type Level = 'server' | 'database';

/** What a permission is for. */
export type Securable =
  | { readonly kind: 'level' }
  | { readonly kind: 'schema'; readonly schema: string }
  | { readonly kind: 'object'; readonly schema: string; readonly object: string };

/** What SQL Server says of what it cannot read: number 102. */
export class SyntaxProblem extends Error {}

interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'mark' | 'end';
  /** Words in lower case. */
  readonly text: string;
}

const TOKEN = /\s+|\[((?:[^\]]|\]\])*)\]|N?'((?:[^']|'')*)'|([A-Za-z_@][A-Za-z0-9_@]*|\d+)|([^\s])/y;

/** The statements of a batch. Throws SyntaxProblem. */
export function parseBatch(sql: string): readonly Statement[] {
  const reader = new Reader(tokensOf(sql));
  const statements: Statement[] = [];
  while (!reader.isAtEnd()) {
    if (reader.takes(';')) continue;
    statements.push(statement(reader));
  }
  return statements;
}

function statement(reader: Reader): Statement {
  const verb = reader.next();
  switch (verb.kind === 'word' ? verb.text : '') {
    case 'set':
      while (!reader.isAtEnd() && !reader.sees(';') && !reader.sees('set')) reader.next();
      return { kind: 'setting' };
    case 'begin':
      reader.transaction();
      return { kind: 'begin' };
    case 'commit':
      reader.transaction();
      return { kind: 'commit' };
    case 'if':
      reader.expect('@@trancount', '>', '0', 'rollback');
      reader.transaction();
      return { kind: 'rollback', onlyIfAny: true };
    case 'rollback':
      reader.transaction();
      return { kind: 'rollback', onlyIfAny: false };
    case 'select':
      return query(reader);
    case 'alter':
      return alter(reader);
    case 'create':
      return create(reader);
    case 'grant':
    case 'deny':
      return permit(reader, verb.text === 'deny');
    default:
      throw new SyntaxProblem(verb.text);
  }
}

function query(reader: Reader): Statement {
  if (reader.takes('@@version')) {
    if (reader.takes('as')) reader.name();
    return { kind: 'version' };
  }
  if (reader.takes('name', 'from')) {
    const schema = reader.name();
    if (schema !== 'sys') {
      reader.expect('.');
      return { kind: 'read', schema, object: reader.name() };
    }
  }
  reader.skip();
  return { kind: 'query' };
}

function alter(reader: Reader): Statement {
  if (reader.takes('server', 'role')) return join(reader, 'server');
  if (reader.takes('role')) return join(reader, 'database');
  const level = levelOf(reader);
  const name = reader.name();
  reader.expect('with', 'password', '=');
  const password = reader.text();
  // No comma: it is part of the one option. Source: "ALTER LOGIN", "ALTER USER".
  const oldPassword = reader.takes('old_password', '=') ? reader.text() : undefined;
  return { kind: 'alter', level, name, password, oldPassword };
}

function join(reader: Reader, level: Level): Statement {
  const role = reader.name();
  reader.expect('add', 'member');
  return { kind: 'join', level, role, member: reader.name() };
}

function create(reader: Reader): Statement {
  const level = levelOf(reader);
  const name = reader.name();
  if (level === 'database' && reader.takes('for', 'login'))
    return { kind: 'create', level, name, password: undefined, login: reader.name() };
  reader.expect('with', 'password', '=');
  return { kind: 'create', level, name, password: reader.text(), login: undefined };
}

function permit(reader: Reader, isDenied: boolean): Statement {
  const words: string[] = [];
  while (!reader.sees('on') && !reader.sees('to')) words.push(reader.word());
  const on = reader.takes('on') ? securable(reader) : ({ kind: 'level' } as const);
  reader.expect('to');
  const to = reader.name();
  const isPassedOn = !isDenied && reader.takes('with', 'grant', 'option');
  const state = isDenied ? 'D' : isPassedOn ? 'W' : 'G';
  return { kind: 'permit', state, permission: words.join(' ').toUpperCase(), on, to };
}

function securable(reader: Reader): Securable {
  const kind = reader.word();
  reader.expect(':', ':');
  const schema = reader.name();
  if (kind === 'schema') return { kind, schema };
  if (kind !== 'object') throw new SyntaxProblem(kind);
  reader.expect('.');
  return { kind, schema, object: reader.name() };
}

function levelOf(reader: Reader): Level {
  const word = reader.word();
  if (word === 'login') return 'server';
  if (word === 'user') return 'database';
  throw new SyntaxProblem(word);
}

function tokensOf(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < sql.length) {
    const found = pattern.exec(sql);
    if (found === null) throw new SyntaxProblem('');
    const [, name, text, word, mark] = found;
    if (name !== undefined) tokens.push({ kind: 'name', text: name.replaceAll(']]', ']') });
    else if (text !== undefined) tokens.push({ kind: 'text', text: text.replaceAll("''", "'") });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word.toLowerCase() });
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark });
  }
  return tokens;
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  next(): Token {
    const token = this.#tokens[this.#at] ?? { kind: 'end', text: '' };
    this.#at += 1;
    return token;
  }

  skip(): void {
    this.#at = this.#tokens.length;
  }

  sees(text: string, ahead = 0): boolean {
    const token = this.#tokens[this.#at + ahead];
    return token !== undefined && token.text === text && (token.kind === 'word' || token.kind === 'mark');
  }

  /** Passes over these words and marks when they are next, all of them. */
  takes(...texts: readonly string[]): boolean {
    if (!texts.every((text, ahead) => this.sees(text, ahead))) return false;
    this.#at += texts.length;
    return true;
  }

  expect(...texts: readonly string[]): void {
    for (const text of texts) if (!this.takes(text)) throw new SyntaxProblem(this.next().text);
  }

  transaction(): void {
    if (!this.takes('tran')) this.expect('transaction');
  }

  word(): string {
    return this.#of('word');
  }

  text(): string {
    return this.#of('text');
  }

  /** In brackets or without. */
  name(): string {
    const token = this.next();
    if (token.kind !== 'name' && token.kind !== 'word') throw new SyntaxProblem(token.text);
    return token.text;
  }

  #of(kind: Token['kind']): string {
    const token = this.next();
    if (token.kind !== kind) throw new SyntaxProblem(token.text);
    return token.text;
  }
}
