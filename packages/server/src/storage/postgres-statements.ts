import type { Sql } from './sql.ts';
import { isTemplate } from './sqlite-connection.ts';

/** How many statements of changing text (lists in `in (...)`) are prepared: each connection keeps them for its life. */
const MAX_DYNAMIC_STATEMENTS = 256;

export interface NamedStatement {
  readonly text: string;
  /** Under which each connection prepares it once; absent when it is not worth it. */
  readonly name?: string;
}

/** Turns statements into PostgreSQL's `$1` form and names those that come again. */
export class PostgresStatements {
  #templates = new WeakMap<readonly string[], NamedStatement>();
  #dynamic = new Map<string, NamedStatement>();
  #count = 0;

  name(statement: Sql): NamedStatement {
    const known = this.#templates.get(statement.strings);
    if (known !== undefined) return known;
    const text = withPlaceholders(statement.strings);
    if (!isTemplate(statement.strings)) return this.#nameDynamic(text);
    const named = { text, name: this.#nextName() };
    this.#templates.set(statement.strings, named);
    return named;
  }

  /** Gives everything a new name from here on, because what the connections have prepared no longer fits the schema. */
  renameAll(): void {
    this.#templates = new WeakMap();
    this.#dynamic = new Map();
  }

  #nameDynamic(text: string): NamedStatement {
    const known = this.#dynamic.get(text);
    if (known !== undefined) return known;
    if (this.#dynamic.size >= MAX_DYNAMIC_STATEMENTS) return { text };
    const named = { text, name: this.#nextName() };
    this.#dynamic.set(text, named);
    return named;
  }

  #nextName(): string {
    this.#count += 1;
    return `coffer_${this.#count}`;
  }
}

function withPlaceholders(strings: readonly string[]): string {
  return strings.reduce((text, part, i) => `${text}$${i}${part}`);
}
