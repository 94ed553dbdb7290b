import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer, textOf } from '../../testing/test-server.ts';
import { assertRefused, recordsNamed } from './testing.ts';

onBothEngines('GetRandomPassword', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function password(input: object): Promise<string> {
    const { RandomPassword } = await server.call('secretsmanager', 'GetRandomPassword', input);
    return RandomPassword?.unwrap() ?? '';
  }

  it('answers a password of 32 characters, every time another one', async () => {
    const response = await server.send('secretsmanager', 'GetRandomPassword', '{}');

    const answer = JSON.parse(textOf(response)) as { RandomPassword: string };
    assert.deepEqual(Object.keys(answer), ['RandomPassword']);
    assert.equal(answer.RandomPassword.length, 32);
    assert.notEqual(await password({}), await password({}));
  });

  it('holds to what the request includes, excludes and requires', async () => {
    const input = { PasswordLength: 4096, ExcludeNumbers: true, ExcludeUppercase: true, ExcludeCharacters: 'abc"' };

    const made = await password({ ...input, IncludeSpace: true });

    assert.match(made, /^[d-z !#-/:-@[-`{-~]{4096}$/);
    assert.match(made, / /);
    assert.match(await password({ ...input, ExcludePunctuation: true, ExcludeLowercase: false }), /^[d-z]{4096}$/);
    assert.match(await password({ PasswordLength: 1, RequireEachIncludedType: false }), /^.$/);
    assert.match(await password({ ExcludePunctuation: true, ExcludeLowercase: true }), /^[A-Z0-9]{32}$/);
  });

  it('draws every character as often as the other', async () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 12; i++) {
      for (const character of await password({ PasswordLength: 4096 })) {
        counts.set(character, (counts.get(character) ?? 0) + 1);
      }
    }

    const expected = (12 * 4096) / 94;
    const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    assert.equal(counts.size, 94);
    // 93 degrees of freedom: 230 is passed by chance less than once in 10^12 runs; with 33 instead of 94 left it is 90,000.
    assert.ok(chiSquared < 230, String(chiSquared));
  });

  it('refuses what no password can satisfy', async () => {
    const cases: readonly (readonly [input: object, message: string])[] = [
      [{ PasswordLength: 3 }, 'Password length is too short based on the required types.'],
      [{ ExcludeCharacters: '0123456789' }, 'All characters of the desired type have been excluded'],
      [
        { ExcludeNumbers: true, ExcludePunctuation: true, ExcludeUppercase: true, ExcludeLowercase: true },
        'All characters have been excluded from selection',
      ],
    ];

    for (const [input, message] of cases) {
      await assertRefused(server, 'GetRandomPassword', input, ['InvalidParameterException', message]);
    }
  });

  it('refuses a length outside of 1 to 4096, and more than 4096 characters to exclude', async () => {
    const failed = '1 validation error detected: Value';
    const must = 'failed to satisfy constraint: Member must have';
    const many = 'x'.repeat(4097);
    const cases: readonly (readonly [input: object, message: string])[] = [
      [{ PasswordLength: 0 }, `${failed} '0' at 'passwordLength' ${must} value greater than or equal to 1`],
      [{ PasswordLength: 4097 }, `${failed} '4097' at 'passwordLength' ${must} value less than or equal to 4096`],
      [
        { ExcludeCharacters: many },
        `${failed} '${many}' at 'excludeCharacters' ${must} length less than or equal to 4096`,
      ],
    ];

    for (const [input, message] of cases) {
      await assertRefused(server, 'GetRandomPassword', input, ['ValidationException', message, 'message']);
    }
  });

  it('is recorded without the password', async () => {
    const made = await password({ PasswordLength: 20, ExcludePunctuation: true });

    const record = (await recordsNamed(server, 'GetRandomPassword')).at(-1) ?? {};

    assert.deepEqual(record['requestParameters'], { passwordLength: 20, excludePunctuation: true });
    assert.equal(record['responseElements'], null);
    assert.equal(record['readOnly'], true);
    assert.equal(JSON.stringify(record).includes(made), false);
  });
});
