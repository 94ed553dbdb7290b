import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { MAX_BATCH_SPAN_MS } from './batch-body.ts';
import { decodeBatch } from './batch-decode.ts';
import { encodeBatches } from './batch-encode.ts';
import { anyFact, CLIENT, ROOT, sampleFact } from './sample-facts.test-support.ts';

describe('encodeBatches', () => {
  it('loses nothing', () => {
    fc.assert(
      fc.property(fc.array(anyFact(), { minLength: 1, maxLength: 4 }), facts => {
        const batches = encodeBatches(facts);

        assert.deepEqual(
          batches.flatMap(batch => decodeBatch(batch.body)),
          facts,
        );
      }),
      { numRuns: 40 },
    );
  });

  it('keeps apart facts that differ in one thing only', () => {
    const fact = sampleFact(1, { errorCode: 'A', errorMessage: 'B', additional: { a: 1 } });
    const other = sampleFact(1, {
      type: 'AwsServiceEvent',
      service: 'kms',
      name: 'X',
      region: 'eu-central-1',
      accountId: '210987654321',
      requestId: '',
      readOnly: false,
      caller: { ...ROOT, accessKeyId: 'AKIA2' },
      client: { ...CLIENT, sourceIp: '::1' },
      invokedBy: 'secretsmanager.amazonaws.com',
    });
    const facts = Object.entries(other).flatMap(([key, value]) => [fact, { ...fact, [key]: value }]);

    const decoded = encodeBatches(facts).flatMap(batch => decodeBatch(batch.body));

    assert.deepEqual(decoded, facts);
  });

  it('keeps apart clients of which one has more to tell than the other', () => {
    const { tls: _, ...plain } = CLIENT;
    const clients = [plain, CLIENT, plain, { ...plain }, { ...CLIENT, tls: { version: 'TLSv1.2', cipher: 'A' } }];
    const facts = clients.map(client => sampleFact(1, { client }));

    const decoded = encodeBatches(facts).flatMap(batch => decodeBatch(batch.body));

    assert.deepEqual(decoded, facts);
  });

  it('keeps apart keys that look like lists of keys', () => {
    const facts = [{ '["a","b"]': 1 }, { a: 1, b: 2 }, { '.a': 1 }, { a: 1 }].map(parameters =>
      sampleFact(1, { parameters }),
    );

    const decoded = encodeBatches(facts).flatMap(batch => decodeBatch(batch.body));

    assert.deepEqual(decoded, facts);
  });

  it('writes texts that every database can hold', () => {
    fc.assert(
      fc.property(anyFact(), fact => {
        const [batch] = encodeBatches([{ ...fact, name: '\0\ud800' }]);

        assert.ok(batch !== undefined);
        assert.ok(batch.body.isWellFormed());
        assert.ok(!batch.body.includes('\0'));
      }),
    );
  });

  it('says when the first and the last fact happened, whatever their order', () => {
    const [batch] = encodeBatches([sampleFact(5_000), sampleFact(1_000), sampleFact(3_000)]);

    assert.equal(batch?.firstAt, 1_000);
    assert.equal(batch?.lastAt, 5_000);
  });

  it('begins another batch rather than span more than a minute', () => {
    const facts = [sampleFact(0), sampleFact(MAX_BATCH_SPAN_MS), sampleFact(MAX_BATCH_SPAN_MS + 1)];

    assert.deepEqual(
      encodeBatches(facts).map(batch => decodeBatch(batch.body).length),
      [2, 1],
    );
  });

  it('begins another batch after 256 facts, and after 256 Ki of text', () => {
    const many = Array.from({ length: 257 }, (_, i) => sampleFact(i));
    const large = ['a', 'b', 'c'].map(letter => sampleFact(1, { parameters: { text: letter.repeat(140 * 1024) } }));

    assert.deepEqual(
      encodeBatches(many).map(batch => decodeBatch(batch.body).length),
      [256, 1],
    );
    assert.deepEqual(
      encodeBatches(large).map(batch => decodeBatch(batch.body).length),
      [2, 1],
    );
  });

  it('keeps a read and its decryption in less than 0.4 KB', () => {
    const pairs = Array.from({ length: 32 }, (_, i) => {
      const secret = `arn:aws:secretsmanager:us-east-1:123456789012:secret:production/service-${i}-AbCdEf`;
      const version = crypto.randomUUID();
      return [
        sampleFact(i, {
          requestId: crypto.randomUUID(),
          service: 'kms',
          name: 'Decrypt',
          invokedBy: 'secretsmanager.amazonaws.com',
          parameters: { encryptionContext: { SecretARN: secret, SecretVersionId: version } },
          resources: [{ type: 'AWS::KMS::Key', arn: 'arn:aws:kms:us-east-1:123456789012:key/mrk-1' }],
        }),
        sampleFact(i, {
          requestId: crypto.randomUUID(),
          parameters: { secretId: secret },
          resources: [{ type: 'AWS::SecretsManager::Secret', arn: secret }],
        }),
      ];
    });

    const [batch] = encodeBatches(pairs.flat());

    assert.ok((batch?.body.length ?? Number.NaN) / 32 < 400);
  });
});

describe('decodeBatch', () => {
  it('refuses a version that it does not know', () => {
    const [batch] = encodeBatches([sampleFact(1)]);
    const newer = batch?.body.replace('"v":1', '"v":2') ?? '';

    assert.throws(() => decodeBatch(newer), /unknown version 2/);
  });

  it('refuses a text whose places lead nowhere', () => {
    const [batch] = encodeBatches([sampleFact(1)]);
    const damaged = batch?.body.replace(/"s":\[.*?\]/, '"s":[]') ?? '';

    assert.throws(() => decodeBatch(damaged), /damaged/);
  });
});
