/** All operations of Parameter Store by every client, and what its users write for the AWS CLIs. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ssm } from '@coffer/wire/services';
import { awsClis, without } from '../support/require.ts';
import type { Coffer } from '../support/start-coffer.ts';
import { startCoffer } from '../support/start-coffer.ts';
import { boto3Kinds } from './boto3-client.ts';
import { assertAllCalled, callsOf } from './calls.ts';
import { awsCliKinds, COFFER_CLI } from './cli-client.ts';
import { CommandLine } from './command-line.ts';
import { deletions, hierarchies, references, tags, versionsAndLabels } from './every-parameter-operation.ts';
import { SDK } from './sdk-client.ts';

describe('every operation of Parameter Store', { concurrency: true }, () => {
  let coffer: Coffer;
  before(async () => {
    coffer = await startCoffer();
  });
  after(() => coffer[Symbol.asyncDispose]());

  for (const kind of [SDK, COFFER_CLI, ...boto3Kinds(), ...awsCliKinds()]) {
    test(kind.name, { skip: kind.skip }, async t => {
      await using client = await kind.open(coffer);
      const calls = callsOf(client, 'ssm');
      const path = `/${kind.label}/app`;

      await t.test('versions, labels and history', () => versionsAndLabels(calls, path));
      await t.test('hierarchies and types', () => hierarchies(calls, path));
      await t.test('tags', () => tags(calls, path));
      await t.test('references to secrets', () =>
        references(calls, callsOf(client, 'secretsmanager'), `${kind.label}/referenced`),
      );
      await t.test('deletions', () => deletions(calls, path));

      await assertAllCalled(client, 'ssm', Object.keys(ssm.operations), calls.called);
    });
  }

  describe('the AWS CLIs with the words of their users', { concurrency: true, skip: without('aws') }, () => {
    for (const [at, program] of awsClis().entries()) {
      test(program, async () => {
        await using aws = await CommandLine.ofAws(program, coffer);
        const name = `/words${at}/db/password`;
        const put = ['ssm', 'put-parameter', '--name', name, '--type', 'SecureString', '--value', 'file://value'];
        await aws.writeFile('value', 'p"ä ss');

        const made = await aws.json(...put, '--tags', 'Key=team,Value=a');
        await aws.json('secretsmanager', 'create-secret', '--name', `words${at}/s`, '--secret-string', 'file://value');
        const [value, referred, below, taken] = await Promise.all([
          aws.text('ssm', 'get-parameter', '--name', name, '--with-decryption', ...VALUE),
          aws.text('ssm', 'get-parameter', '--name', reference(`words${at}/s`), '--with-decryption', ...VALUE),
          aws.json('ssm', 'get-parameters-by-path', '--path', `/words${at}`, '--recursive', '--no-with-decryption'),
          aws.refusal(...put),
        ]);
        await aws.text('ssm', 'delete-parameter', '--name', name);

        assert.deepEqual(made, { Tier: 'Standard', Version: 1 });
        assert.deepEqual([value, referred], ['p"ä ss\n', 'p"ä ss\n']);
        assert.equal(Array.isArray(below['Parameters']) && below['Parameters'].length, 1);
        assert.match(taken, /^An error occurred \(ParameterAlreadyExists\) when calling the PutParameter operation: /);
      });
    }
  });
});

const VALUE = ['--query', 'Parameter.Value', '--output', 'text'];

function reference(name: string): string {
  return `/aws/reference/secretsmanager/${name}`;
}
