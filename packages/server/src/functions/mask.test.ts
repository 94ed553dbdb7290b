import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redacted } from '@coffer/wire';
import * as fc from 'fast-check';
import { formsOf, MASK, maskForms } from './mask.ts';

/** Text that does not stand in another's escapes by chance. */
const secrets = fc.string({ minLength: 8, maxLength: 40, unit: 'binary' }).filter(text => /[a-z]{3}/i.test(text));

test('a value is hidden in each form that a program prints it in', () => {
  fc.assert(
    fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
      const forms = formsOf([new Redacted(secret)]);
      for (const print of [identity, JSON.stringify, twice, (text: string) => JSON.stringify({ text })]) {
        const line = maskForms(`${before}${print(secret)}${after}`, forms);

        assert.ok(line.includes(MASK));
        assert.ok(!line.includes(print(secret).replaceAll('"', '')) || print(secret).replaceAll('"', '').length < 4);
      }
    }),
  );
});

test('of a secret in JSON the values are hidden one by one, but not where it is for', () => {
  const secret = {
    engine: 'postgres',
    host: 'db.example.com',
    username: 'app',
    password: 'pa"ss\\word',
    apiKey: 'k-12345',
  };
  const forms = formsOf([new Redacted(JSON.stringify(secret))]);

  const line = maskForms(
    `${secret.password} ${secret.apiKey} ${JSON.stringify(secret.password)} at ${secret.host}`,
    forms,
  );

  assert.equal(line, `${MASK} ${MASK} "${MASK}" at db.example.com`);
});

test('a value within another is hidden with it', () => {
  const forms = formsOf([new Redacted('word'), new Redacted('password')]);

  assert.equal(maskForms('password word', forms), `${MASK} ${MASK}`);
});

test('what is too short to be a secret is left', () => {
  assert.equal(maskForms('a b c', formsOf([new Redacted('b')])), 'a b c');
});

function identity(text: string): string {
  return text;
}

function twice(text: string): string {
  return JSON.stringify(JSON.stringify(text));
}
