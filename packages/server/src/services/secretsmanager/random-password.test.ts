import { test } from 'node:test';
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { randomPassword, type RandomPasswordRequest } from './random-password.ts';
import { seededRandom } from './rotation-schedule.test-support.ts';

const UPPERCASE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz';
const NUMBERS = '0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** Leaves one character of each of three types and, of the fourth, two: A, x, 1, ! and ?. */
const FIVE_LEFT = [UPPERCASE, LOWERCASE, NUMBERS, PUNCTUATION].join('').replace(/[Ax1!?]/g, '');

function make(request: RandomPasswordRequest): string {
  return randomPassword(request, randomBytes).unwrap();
}

function hasAny(password: string, characters: string): boolean {
  return [...characters].some(character => password.includes(character));
}

function assertRefused(request: RandomPasswordRequest, message: string): void {
  assert.throws(() => make(request), { code: 'InvalidParameterException', message }, JSON.stringify(request));
}

/** How often each password came, of so many. */
function passwordCounts(request: RandomPasswordRequest, count: number): Map<string, number> {
  const random = seededRandom(7);
  const found = new Map<string, number>();
  for (let made = 0; made < count; made++) {
    const password = randomPassword(request, random).unwrap();
    found.set(password, (found.get(password) ?? 0) + 1);
  }
  return found;
}

test('a password is 32 characters with all four types unless asked otherwise', () => {
  const password = make({});

  assert.equal(password.length, 32);
  for (const type of [UPPERCASE, LOWERCASE, NUMBERS, PUNCTUATION]) {
    assert.ok(hasAny(password, type));
  }
});

test('a password does not print', () => {
  const password = randomPassword({ PasswordLength: 64 }, seededRandom(3));

  assert.equal(inspect(password), '[redacted]');
  assert.equal(JSON.stringify({ password }), '{"password":"[redacted]"}');
});

test('a password has the length, every required type and nothing that is excluded', () => {
  const flag = fc.option(fc.boolean(), { nil: undefined });
  const request = fc.record({
    PasswordLength: fc.option(fc.oneof(fc.integer({ min: 4, max: 40 }), fc.constant(4096)), { nil: undefined }),
    // Never a whole type: those have their own test.
    ExcludeCharacters: fc.option(fc.string({ unit: fc.constantFrom(...'ABC abcdefghij 0123 !"#\\ ü😀') }), {
      nil: undefined,
    }),
    ExcludeNumbers: flag,
    ExcludePunctuation: flag,
    ExcludeUppercase: flag,
    ExcludeLowercase: fc.constant(undefined),
    IncludeSpace: flag,
    RequireEachIncludedType: flag,
  });

  fc.assert(
    fc.property(request, fc.nat(), (asked, seed) => {
      const password = randomPassword(asked, seededRandom(seed)).unwrap();

      const types: readonly (readonly [string, boolean | undefined])[] = [
        [UPPERCASE, asked.ExcludeUppercase],
        [LOWERCASE, asked.ExcludeLowercase],
        [NUMBERS, asked.ExcludeNumbers],
        [PUNCTUATION, asked.ExcludePunctuation],
      ];
      assert.equal(password.length, asked.PasswordLength ?? 32);
      for (const [type, isExcluded] of types) {
        assert.ok(isExcluded !== true || !hasAny(password, type));
        assert.ok(isExcluded === true || asked.RequireEachIncludedType === false || hasAny(password, type));
      }
      assert.ok(!hasAny(password, asked.ExcludeCharacters ?? ''));
      assert.ok(asked.IncludeSpace === true || !password.includes(' '));
    }),
  );
});

test('every character that is allowed comes, the space too when it is asked for', () => {
  const request = { PasswordLength: 4096, RequireEachIncludedType: false };

  const without = new Set(randomPassword(request, seededRandom(1)).unwrap());
  const withSpace = new Set(randomPassword({ ...request, IncludeSpace: true }, seededRandom(1)).unwrap());

  assert.deepEqual(without, new Set(UPPERCASE + LOWERCASE + NUMBERS + PUNCTUATION));
  assert.deepEqual(withSpace, new Set(`${UPPERCASE}${LOWERCASE}${NUMBERS}${PUNCTUATION} `));
});

test('every character is as likely as the other', () => {
  const random = seededRandom(11);
  const found = new Map<string, number>();
  for (let made = 0; made < 23; made++) {
    for (const character of randomPassword({ PasswordLength: 4096 }, random).unwrap()) {
      found.set(character, (found.get(character) ?? 0) + 1);
    }
  }

  const expected = (23 * 4096) / 94;
  const chiSquared = [...found.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  assert.equal(found.size, 94);
  // 93 degrees of freedom: 160 is passed once in 50,000 seeds, and this seed is fixed.
  assert.ok(chiSquared < 160, String(chiSquared));
});

test('with required types, every password that has them is as likely as the other', () => {
  // Of all words of five places, those with A, x, 1 and a character of punctuation.
  const allowed = new Set<string>();
  for (let index = 0; index < 5 ** 5; index++) {
    const password = [1, 5, 25, 125, 625].map(unit => 'Ax1!?'[Math.floor(index / unit) % 5]).join('');
    if (/A/.test(password) && /x/.test(password) && /1/.test(password) && /[!?]/.test(password)) {
      allowed.add(password);
    }
  }
  const perPassword = 20;

  const found = passwordCounts({ PasswordLength: 5, ExcludeCharacters: FIVE_LEFT }, allowed.size * perPassword);

  const chiSquared = [...allowed].reduce(
    (sum, word) => sum + ((found.get(word) ?? 0) - perPassword) ** 2 / perPassword,
    0,
  );
  assert.deepEqual(new Set(found.keys()), allowed);
  // The mean is the number of passwords less one, the deviation the root of twice that.
  const freedom = allowed.size - 1;
  assert.ok(chiSquared < freedom + 4 * Math.sqrt(2 * freedom), String(chiSquared));
});

test('a required type that is excluded character by character is refused, one that is excluded whole is not', () => {
  const message = 'All characters of the desired type have been excluded';

  assertRefused({ ExcludeCharacters: NUMBERS }, message);
  assertRefused({ ExcludeCharacters: UPPERCASE + LOWERCASE + NUMBERS + PUNCTUATION }, message);
  assertRefused({ ExcludeCharacters: NUMBERS, PasswordLength: 3 }, message);
  assert.ok(!hasAny(make({ ExcludeNumbers: true, ExcludeCharacters: NUMBERS }), NUMBERS));
  assert.ok(!hasAny(make({ RequireEachIncludedType: false, ExcludeCharacters: NUMBERS }), NUMBERS));
});

test('nothing to choose from is refused, unless there is the space', () => {
  const message = 'All characters have been excluded from selection';
  const none = { ExcludeUppercase: true, ExcludeLowercase: true, ExcludeNumbers: true, ExcludePunctuation: true };

  assertRefused(none, message);
  assertRefused({ ...none, IncludeSpace: true, ExcludeCharacters: ' ' }, message);
  assertRefused(
    { RequireEachIncludedType: false, ExcludeCharacters: UPPERCASE + LOWERCASE + NUMBERS + PUNCTUATION },
    message,
  );
  assert.equal(make({ ...none, IncludeSpace: true, PasswordLength: 3 }), '   ');
});

test('a password has room for its required types or is refused', () => {
  const message = 'Password length is too short based on the required types.';

  assertRefused({ PasswordLength: 3 }, message);
  assertRefused({ PasswordLength: 2, ExcludeNumbers: true, IncludeSpace: true }, message);
  assert.equal(make({ PasswordLength: 4 }).length, 4);
  assert.equal(make({ PasswordLength: 1, RequireEachIncludedType: false }).length, 1);
  assert.equal(
    make({ PasswordLength: 1, ExcludeNumbers: true, ExcludePunctuation: true, ExcludeUppercase: true }).length,
    1,
  );
});

test('the rarest passwords are found: three types of one character, and room for no more', () => {
  const request = {
    PasswordLength: 4,
    IncludeSpace: true,
    ExcludeCharacters: UPPERCASE.slice(1) + LOWERCASE.slice(1) + NUMBERS.slice(1),
  };

  const password = randomPassword(request, seededRandom(5)).unwrap();

  assert.equal(
    [...password]
      .toSorted()
      .filter(character => 'Aa0'.includes(character))
      .join(''),
    '0Aa',
  );
});

test('a length that nobody checked is a mistake of the program', () => {
  for (const PasswordLength of [0, -1, 4097, 1.5, Number.NaN]) {
    assert.throws(() => make({ PasswordLength }), RangeError);
  }
});

test('a source that repeats itself fails instead of going on for ever', () => {
  assert.throws(() => randomPassword({ PasswordLength: 4 }, bytes => Buffer.alloc(bytes)), /repeats itself/);
});
