import { Catalog, DATABASE } from './sql-server-catalog.ts';
import type { TdsLogin, TdsRequest } from './tds-requests.ts';
import type { Table } from './tds-tokens.ts';
import type { Securable, Statement } from './t-sql.ts';
import { parseBatch, SyntaxProblem } from './t-sql.ts';

/** What SQL Server refuses: its number, its severity, its words. */
export class SqlProblem extends Error {
  readonly number: number;
  readonly severity: number;

  constructor(number: number, severity: number, message: string) {
    super(message);
    this.number = number;
    this.severity = severity;
  }
}

/** Somebody who is logged in to the model of a SQL Server, and what it does for them. */
export class SqlServerSession implements Disposable {
  readonly #catalog: Catalog;
  readonly #name: string;
  /** Whether the password is one of the database instead of the server. */
  readonly #isContained: boolean;
  #transaction = 0n;

  private constructor(catalog: Catalog, name: string, isContained: boolean) {
    this.#catalog = catalog;
    this.#name = name;
    this.#isContained = isContained;
  }

  /** Throws SqlProblem. */
  static open(file: string, { username, password, database }: TdsLogin): SqlServerSession {
    const catalog = new Catalog(file);
    try {
      const inDatabase = catalog.isContained() && database === DATABASE;
      const isContained = inDatabase && catalog.isPassword('database', username, password);
      if (!isContained && !catalog.isPassword('server', username, password))
        throw new SqlProblem(18_456, 14, `Login failed for user '${username}'.`);
      const session = new SqlServerSession(catalog, username, isContained);
      const isKnown = session.#isAdministrator() || catalog.idOf('database', username) !== undefined;
      if (database !== DATABASE || !isKnown) {
        const message = `Cannot open database "${database}" requested by the login. The login failed.`;
        throw new SqlProblem(4_060, 11, message);
      }
      return session;
    } catch (error) {
      catalog[Symbol.dispose]();
      throw error;
    }
  }

  /** Of the transaction that is open; 0: none. */
  get transaction(): bigint {
    return this.#transaction;
  }

  /** Throws SqlProblem; a transaction is undone then, as with `xact_abort`. */
  run({ sql, parameters }: TdsRequest): readonly Table[] {
    try {
      return parseBatch(sql).flatMap(statement => this.#execute(statement, sql, parameters));
    } catch (error) {
      if (this.#transaction !== 0n) this.#end('rollback');
      if (error instanceof SyntaxProblem) throw new SqlProblem(102, 15, `Incorrect syntax near '${error.message}'.`);
      if (error instanceof SqlProblem) throw error;
      throw new SqlProblem(208, 16, error instanceof Error ? error.message : String(error));
    }
  }

  [Symbol.dispose](): void {
    this.#catalog[Symbol.dispose]();
  }

  #execute(statement: Statement, sql: string, parameters: TdsRequest['parameters']): readonly Table[] {
    switch (statement.kind) {
      case 'version':
        return [{ columns: ['version'], rows: [['A model of Microsoft SQL Server 2022, for tests']] }];
      case 'query':
        return [this.#catalog.query(sql, parameters)];
      case 'read':
        this.#read(statement);
        return [{ columns: ['name'], rows: [['apples']] }];
      case 'begin':
        this.#catalog.begin();
        this.#transaction = 0x1_0000_0001n;
        return [];
      case 'commit':
        this.#end('commit');
        return [];
      case 'rollback':
        if (this.#transaction !== 0n || !statement.onlyIfAny) this.#end('rollback');
        return [];
      case 'setting':
        return [];
      case 'alter':
        this.#alter(statement);
        return [];
      case 'create':
        this.#create(statement);
        return [];
      case 'join':
        this.#onlyAdministrators(`role '${statement.role}'`);
        this.#mustBe(statement.level, statement.role);
        this.#mustBe(statement.level, statement.member);
        this.#catalog.join(statement.level, statement.role, statement.member);
        return [];
      case 'permit':
        this.#permit(statement);
        return [];
    }
  }

  #end(how: 'commit' | 'rollback'): void {
    if (this.#transaction === 0n)
      throw new SqlProblem(
        3_902,
        16,
        `The ${how.toUpperCase()} TRANSACTION request has no corresponding BEGIN TRANSACTION.`,
      );
    this.#transaction = 0n;
    this.#catalog[how]();
  }

  #read(on: { readonly schema: string; readonly object: string }): void {
    const states = this.#catalog.statesFor(this.#name, 'SELECT', { kind: 'object', ...on });
    const isGiven = states.length > 0 || this.#catalog.isMember('database', 'db_datareader', this.#name);
    if (states.includes('D') || (!isGiven && !this.#isAdministrator())) {
      const where = `object '${on.object}', database '${DATABASE}', schema '${on.schema}'`;
      throw new SqlProblem(229, 14, `The SELECT permission was denied on the ${where}.`);
    }
  }

  #alter({ level, name, password, oldPassword }: Statement & { readonly kind: 'alter' }): void {
    const kind = level === 'server' ? 'login' : 'user';
    const isOwn = name === this.#name && (level === 'database') === this.#isContained;
    const mayChange = this.#isAdministrator() || (isOwn && oldPassword !== undefined);
    if (!mayChange || this.#catalog.idOf(level, name) === undefined) {
      const message = `Cannot alter the ${kind} '${name}', because it does not exist or you do not have permission.`;
      throw new SqlProblem(15_151, 16, message);
    }
    if (oldPassword !== undefined && !this.#catalog.isPassword(level, name, oldPassword))
      throw new SqlProblem(15_151, 16, `Cannot alter the ${kind} '${name}', because the old password is wrong.`);
    this.#catalog.setPassword(level, name, password);
  }

  #create({ level, name, password, login }: Statement & { readonly kind: 'create' }): void {
    this.#onlyAdministrators(level === 'server' ? 'login' : 'user');
    if (this.#catalog.idOf(level, name) !== undefined) {
      const [number, what] = level === 'server' ? [15_025, 'server principal'] : [15_023, 'user, group, or role'];
      throw new SqlProblem(number, 16, `The ${what} '${name}' already exists.`);
    }
    if (login !== undefined && this.#catalog.idOf('server', login) === undefined)
      throw new SqlProblem(15_007, 16, `'${login}' is not a valid login or you do not have permission.`);
    if (level === 'database' && password !== undefined && !this.#catalog.isContained())
      throw new SqlProblem(33_233, 16, 'You can only create a user with a password in a contained database.');
    this.#catalog.addPrincipal(level, name);
    if (password !== undefined) this.#catalog.setPassword(level, name, password);
  }

  /** On the server, or in the database: what is permitted tells. */
  #permit({ state, permission, on, to }: Statement & { readonly kind: 'permit' }): void {
    this.#onlyAdministrators('object');
    const level = on.kind === 'level' && SERVER_PERMISSIONS.has(permission) ? 'server' : 'database';
    this.#mustBe(level, to);
    const found = this.#securable(on);
    this.#catalog.permit(level, to, permission, state, found);
  }

  #securable(on: Securable): { readonly kind: number; readonly id: number } {
    const found = this.#catalog.securableId(on);
    if (found !== undefined) return found;
    throw new SqlProblem(
      15_151,
      16,
      'Cannot find the object, because it does not exist or you do not have permission.',
    );
  }

  #mustBe(level: 'server' | 'database', name: string): void {
    if (this.#catalog.idOf(level, name) !== undefined) return;
    const message = `Cannot find the ${level === 'server' ? 'login' : 'user'} '${name}', because it does not exist or you do not have permission.`;
    throw new SqlProblem(15_151, 16, message);
  }

  #onlyAdministrators(what: string): void {
    if (!this.#isAdministrator())
      throw new SqlProblem(15_247, 16, `User does not have permission to perform this action on the ${what}.`);
  }

  #isAdministrator(): boolean {
    return !this.#isContained && this.#catalog.isMember('server', 'sysadmin', this.#name);
  }
}

/** Source: SQL Server, "GRANT Server Permissions". */
const SERVER_PERMISSIONS: ReadonlySet<string> = new Set(['CONNECT SQL', 'VIEW SERVER STATE', 'VIEW ANY DEFINITION']);
