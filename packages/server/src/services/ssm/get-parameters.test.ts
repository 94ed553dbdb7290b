import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { ARN, put } from './testing.ts';

onBothEngines('GetParameters', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function read(Names: readonly string[]) {
    const { InvalidParameters, Parameters = [] } = await server.call('ssm', 'GetParameters', {
      Names,
      WithDecryption: true,
    });
    return [Parameters.map(({ Name, Selector = '' }) => `${Name}${Selector}`), InvalidParameters];
  }

  it('answers as recorded: each name once, in the order of Java sets, and what is not there by name', async () => {
    const at = '/stackd-ssm-5cdb79b09dd04825/';
    await put(server, `${at}string`, 'fixture-one');
    await put(server, `${at}string`, 'fixture-two', { Overwrite: true });
    await put(server, `${at}list`, 'red, green,blue', { Type: 'StringList' });
    await put(server, `${at}nested/secure`, 'fixture', { Type: 'SecureString' });

    const names = ['string:1', 'list', 'string', 'list', 'missing', 'string:99', 'nested/secure'].map(x => at + x);
    assert.deepEqual(await read(names), [
      [`${at}list`, `${at}nested/secure`, `${at}string:1`, `${at}string`],
      [`${at}missing`, `${at}string:99`],
    ]);
  });

  it('takes selectors, ARNs and both spellings of a name', async () => {
    const selectors = '/stackd-ssm-dbce65138cf64179/selectors';
    const bare = 'stackd-ssm-dbce65138cf64179-bare';
    await put(server, selectors, 'one');
    await put(server, selectors, 'two', { Overwrite: true });
    await put(server, bare, 'v');

    const names = [`${selectors}:2`, selectors, `${selectors}:1`, `${selectors}:2`];
    assert.deepEqual(await read(names), [[`${selectors}:2`, `${selectors}:1`, selectors], []]);
    assert.deepEqual(await read([`${ARN}${selectors}`]), [[selectors], []]);
    assert.deepEqual(await read([`/${bare}`, bare]), [[`/${bare}`, bare], []]);
    assert.deepEqual(
      await read(['/z', '/a', '/z', `${selectors}:no-label`, `${selectors}:999`, '/x:1:2', '/bad name']),
      [[], ['/a', '/bad name', `${selectors}:999`, `${selectors}:no-label`, '/x:1:2', '/z']],
    );
  });

  it('refuses more than ten names', async () => {
    const Names = Array.from({ length: 11 }, (_, i) => `/n${i}`);

    const { code, message = '' } = await server.refused('ssm', 'GetParameters', { Names });

    assert.equal(code, 'ValidationException');
    assert.match(message, /at 'names' failed to satisfy constraint: Member must have length less than or equal to 10$/);
  });
});
