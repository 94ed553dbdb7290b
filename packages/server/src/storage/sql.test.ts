import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PostgresStatements } from './postgres-statements.ts';
import { join, sql } from './sql.ts';

describe('sql', () => {
  it('binds values and never splices them into the text', () => {
    const { strings, values } = sql`select a from t where b = ${"'; drop table t"} and c = ${2}`;

    assert.deepEqual([...strings], ['select a from t where b = ', ' and c = ', '']);
    assert.deepEqual(values, ["'; drop table t", 2]);
  });

  it('gives the same strings for the same place, so that its statement is prepared once', () => {
    const at = (id: number) => sql`select a from t where id = ${id}`;

    assert.equal(at(1).strings, at(2).strings);
  });

  it('weaves statements into statements', () => {
    const condition = sql`b = ${1} and c = ${2}`;

    const { strings, values } = sql`select a from t where ${condition} or d = ${3}${sql``}`;

    assert.deepEqual(strings, ['select a from t where b = ', ' and c = ', ' or d = ', '']);
    assert.deepEqual(values, [1, 2, 3]);
  });

  it('joins any number of statements', () => {
    const list = (ids: number[]) => sql`id in (${join(ids.map(id => sql`${id}`))})`;

    assert.deepEqual(list([]), { strings: ['id in ()'], values: [] });
    assert.deepEqual(list([4]), { strings: ['id in (', ')'], values: [4] });
    assert.deepEqual(list([4, 5]), { strings: ['id in (', ', ', ')'], values: [4, 5] });
  });
});

describe('PostgresStatements', () => {
  it('numbers the placeholders', () => {
    assert.equal(new PostgresStatements().name(sql`a = ${1} and b = ${'x'}`).text, 'a = $1 and b = $2');
  });

  it('gives one name to one place, another to another', () => {
    const statements = new PostgresStatements();
    const at = (id: number) => statements.name(sql`select ${id}`).name;

    assert.equal(at(1), at(2));
    assert.notEqual(at(1), statements.name(sql`select ${1}`).name);
  });

  it('gives new names after a migration', () => {
    const statements = new PostgresStatements();
    const template = sql`select 1`;
    const woven = sql`select ${sql`1`}`;
    const before = [statements.name(template).name, statements.name(woven).name];

    statements.renameAll();

    assert.equal(new Set([...before, statements.name(template).name, statements.name(woven).name]).size, 4);
  });

  it('names no more statements of changing text than connections should keep', () => {
    const statements = new PostgresStatements();
    const names = Array.from({ length: 300 }, (_, i) => {
      const list = join(Array.from({ length: i }, () => sql`${0}`));
      return statements.name(sql`select ${list}`).name;
    });

    assert.equal(new Set(names.filter(name => name !== undefined)).size, 256);
    assert.equal(names.at(-1), undefined);
    assert.equal(statements.name(sql`select ${join([sql`${0}`])}`).name, names[1]);
  });
});
