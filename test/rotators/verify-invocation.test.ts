/** What docs/functions.md tells endpoints to do with an invocation, done to what the server sends. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Redacted } from '@coffer/wire';
import { signedHeaders } from '../../packages/server/src/functions/elsewhere/request.ts';
import { pythons, without } from '../support/require.ts';
import { runProgram } from '../support/run-program.ts';
import { plainEnv } from '../support/start-coffer.ts';
import { ROOT } from '../support/sources.ts';

const URL_TEXT = 'https://crm.example:8443/rotate/it?crm=1&a=b%20c';
const PAIR = ['AKIAENDPOINTEXAMPLE1', 'the-secret'] as const;
/** Asks the function of the documentation about each request of its standard input. */
const ASK = `
import base64, json, sys
for pair, headers, body in json.load(sys.stdin):
    print(is_from_coffer(pair, "POST", "${URL_TEXT}", headers, base64.b64decode(body)))
`;

test(
  'an endpoint that does as the documentation says believes the server and nobody else',
  { skip: without('boto3') },
  async () => {
    const documentation = readFileSync(join(ROOT, 'docs/functions.md'), 'utf8');
    const [, code = ''] = /```python\n([^]*?)```/.exec(documentation) ?? [];
    const body = Buffer.from('{"Step":"createSecret"}');
    const sent = (now: number) => headersOf(body, now);
    const fine = sent(Date.now());
    const { 'lambda-runtime-aws-request-id': _, ...unnamed } = fine;
    const unsigned = { ...fine, authorization: fine['authorization']?.replace('lambda-runtime-aws-request-id;', '') };
    const cases: readonly (readonly [boolean, readonly string[], object, Buffer])[] = [
      [true, PAIR, fine, body],
      [true, PAIR, { ...fine, 'user-agent': 'a proxy', via: '1.1 x' }, body],
      [false, [PAIR[0], 'another secret'], fine, body],
      [false, ['AKIAOTHER', PAIR[1]], fine, body],
      [false, PAIR, fine, Buffer.from('{"Step":"setSecret"}')],
      [false, PAIR, { ...fine, 'lambda-runtime-aws-request-id': 'another' }, body],
      [false, PAIR, sent(Date.now() - 301_000), body],
      [false, PAIR, unnamed, body],
      [false, PAIR, unsigned, body],
      [false, PAIR, {}, body],
    ];
    const input = JSON.stringify(cases.map(([, pair, headers, bytes]) => [pair, headers, bytes.toString('base64')]));

    for (const python of pythons()) {
      const { stdout, stderr } = await runProgram(python, ['-c', code + ASK], { env: plainEnv(), input });

      const answers = cases.map(([isRight]) => (isRight ? 'True' : 'False'));
      assert.deepEqual(stdout.trim().split('\n'), answers, `${python}: ${stderr}`);
    }
  },
);

/** By names in lower case, as frameworks hand them out. */
function headersOf(payload: Buffer, now: number): Readonly<Record<string, string>> {
  const url = new URL(URL_TEXT);
  const [accessKeyId, secret] = PAIR;
  const credentials = { accessKeyId, secretAccessKey: new Redacted(secret) };
  const place = { name: 'crm', kind: 'https' as const, url, credentials: () => Promise.resolve(credentials) };
  const target = { arn: 'arn:aws:lambda:us-east-1:123456789012:function:rotate', region: 'us-east-1', timeout: 3 };
  const headers = signedHeaders({ place, target, invocation: { requestId: 'r-1', payload }, credentials, now });
  const names = headers.filter((_, at) => at % 2 === 0).map(name => name.toLowerCase());
  return Object.fromEntries(names.map((name, at) => [name, headers[at * 2 + 1] ?? '']));
}
