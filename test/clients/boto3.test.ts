/** boto3 against a real server over TLS: one script does the calls, and prints what became of them. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { pythons, without } from '../support/require.ts';
import { runProgram } from '../support/run-program.ts';
import { startCoffer } from '../support/start-coffer.ts';

const SCRIPT = join(import.meta.dirname, 'boto3-script.py');

describe('boto3', { skip: without('boto3') }, () => {
  for (const python of pythons()) {
    test(python, async t => {
      await using coffer = await startCoffer({ flags: ['--region', 'us-east-1', '--region', 'us-west-2'] });
      const { https, ca } = coffer.ready;

      const { code, stdout, stderr } = await runProgram(python, [SCRIPT, https, ca], { env: coffer.clientEnv });

      assert.equal(code, 0, stderr);
      assert.equal(stderr, '');
      const { secrets, keys, trail, manyAtOnce, application } = JSON.parse(stdout);
      await t.test('every operation on secrets', () => {
        assert.deepEqual(secrets, {
          text: true,
          binary: true,
          moved: true,
          previous: true,
          stages: ['AWSCURRENT'],
          tags: [{ Key: 'team', Value: 'a' }],
          versions: 3,
          createdDate: 'datetime',
          pages: [['boto/text'], ['boto/binary']],
          windowDays: 7,
          readWhileDeleted: refusal(
            'InvalidRequestException',
            "You can't perform this operation on the secret because it was marked for deletion.",
          ),
          missing: refusal('ResourceNotFoundException', "Secrets Manager can't find the specified secret."),
          long: {
            ...refusal(
              'ValidationException',
              `1 validation error detected: Value '${'x'.repeat(65)}' at 'versionId' failed to satisfy constraint: ` +
                'Member must have length less than or equal to 64',
            ),
            class: 'ClientError',
          },
          otherRegion: {
            ...refusal('InvalidSignatureException', 'Credential should be scoped to a valid region.'),
            class: 'ClientError',
          },
        });
      });

      await t.test('every operation on keys', () => {
        assert.deepEqual(keys, {
          opened: 'attack at dawn',
          sameKey: true,
          listed: true,
          dataKeyBytes: 64,
          dataKeyOpens: true,
          wrongContext: refusal('InvalidCiphertextException', ''),
        });
      });

      await t.test('the trail', () => {
        assert.deepEqual(trail, { events: 1, eventTime: 'datetime', parameters: 'absent', agent: true });
      });

      await t.test('twenty threads of one client', () => {
        assert.deepEqual(manyAtOnce, { answers: 100, distinct: ['anika'] });
      });

      await t.test('an application gets the dictionary of a text, and the bytes of a binary secret', () => {
        assert.deepEqual(application, { dictionary: { username: 'app', password: 'p' }, bytes: [0, 255] });
      });
    });
  }
});

/** A refusal by a class of its own, as the script prints it. */
function refusal(code: string, message: string) {
  return { class: code, code, message, status: 400, hasRequestId: true };
}
