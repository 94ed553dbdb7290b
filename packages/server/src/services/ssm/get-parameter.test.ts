import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer, textOf } from '../../testing/test-server.ts';
import { ARN, assertRefused, put } from './testing.ts';

const SYNTAX =
  'Invalid parameter name. Please use correct syntax for referencing a version/label  <name>:<version/label>';

onBothEngines('GetParameter', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
    await put(server, '/get/string', 'one');
    await server.call('ssm', 'LabelParameterVersion', { Name: '/get/string', Labels: ['old'] });
    server.clock.advance(1_000);
    await put(server, '/get/string', 'two', { Overwrite: true });
    await put(server, 'bare', 'uncovered');
  });
  after(() => server[Symbol.asyncDispose]());

  async function read(Name: string) {
    const { Parameter } = await server.call('ssm', 'GetParameter', { Name });
    return [Parameter?.Name, Parameter?.Selector, Parameter?.Version, Parameter?.Value?.unwrap()];
  }

  it('answers with the bytes that AWS sends', async () => {
    const response = await server.send('ssm', 'GetParameter', '{"Name":"/get/string"}');

    assert.equal(
      textOf(response),
      `{"Parameter":{"ARN":"${ARN}/get/string","DataType":"text","LastModifiedDate":1.790450995123E9,` +
        `"Name":"/get/string","Type":"String","Value":"two","Version":2}}`,
    );
  });

  it('finds versions by number and label, and parameters by name, by ARN, and with another first slash', async () => {
    assert.deepEqual(await read('/get/string:1'), ['/get/string', ':1', 1, 'one']);
    assert.deepEqual(await read('/get/string:01'), ['/get/string', ':01', 1, 'one']);
    assert.deepEqual(await read('/get/string:old'), ['/get/string', ':old', 1, 'one']);
    assert.deepEqual(await read(`${ARN}/get/string`), ['/get/string', undefined, 2, 'two']);
    assert.deepEqual(await read(`${ARN}/get/string:1`), ['/get/string', ':1', 1, 'one']);
    assert.deepEqual(await read('bare'), ['bare', undefined, 1, 'uncovered']);
    assert.deepEqual(await read('/bare'), ['/bare', undefined, 1, 'uncovered']);
    assert.deepEqual(await read(`${ARN}/bare`), ['bare', undefined, 1, 'uncovered']);
  });

  it('says nothing of a parameter that is not there, and which version is not', async () => {
    const number = (version: string) =>
      `Systems Manager could not find version ${version} of /get/string. Verify the version and try again.`;
    const label = (text: string) =>
      `Systems Manager could not find a version of /get/string that has the specified label, ${text}. ` +
      'Verify the parameter label and try again.';

    for (const Name of [
      '/get/missing',
      '/get/missing:1',
      '/aws/service/x',
      '/GET/string',
      ARN.replace('east', 'west'),
    ]) {
      const name = Name.startsWith('arn:') ? `${Name}/get/string` : Name;
      await assertRefused(server, 'GetParameter', { Name: name }, ['ParameterNotFound']);
    }
    for (const version of ['0', '99', '2147483648', '9'.repeat(30)]) {
      const refusal = ['ParameterVersionNotFound', number(version)] as const;
      await assertRefused(server, 'GetParameter', { Name: `/get/string:${version}` }, refusal);
    }
    await assertRefused(server, 'GetParameter', { Name: '/get/string:0099' }, [
      'ParameterVersionNotFound',
      number('99'),
    ]);
    for (const text of ['missing', '-1', 'bad label']) {
      const refusal = ['ParameterVersionNotFound', label(text)] as const;
      await assertRefused(server, 'GetParameter', { Name: `/get/string:${text}` }, refusal);
    }
  });

  it('refuses what is no name, and the ARNs of other services and accounts', async () => {
    for (const Name of ['/get/string:', '/get/string:1:2', ':1:']) {
      await assertRefused(server, 'GetParameter', { Name }, ['ValidationException', SYNTAX]);
    }
    const { code, message = '' } = await server.refused('ssm', 'GetParameter', { Name: '/bad name' });
    assert.deepEqual(
      [code, message.slice(0, 51)],
      ['ValidationException', 'Parameter name: can\'t be prefixed with "ssm" (case-'],
    );
    const other = ARN.replace('123456789012', '210987654321');
    await assertRefused(server, 'GetParameter', { Name: `${other}/x` }, [
      'AccessDeniedException',
      `User: arn:aws:iam::123456789012:root is not authorized to perform: ssm:GetParameter on resource: ${other}/x ` +
        'because no resource-based policy allows the ssm:GetParameter action',
      'Message',
    ]);
  });
});
