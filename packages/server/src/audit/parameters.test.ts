import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { blob, boolean, integer, list, map, Redacted, type Shape, string, struct, timestamp } from '@coffer/wire';
import type { OperationContract, ServiceContract, StructShape } from '@coffer/wire';
import { services } from '@coffer/wire/services';
import * as fc from 'fast-check';
import { decodeBatch } from './batch-decode.ts';
import { encodeBatches } from './batch-encode.ts';
import { recordParameters } from './parameters.ts';
import { renderRecord } from './record.ts';
import { sampleFact } from './sample-facts.test-support.ts';

describe('recordParameters', () => {
  it('gives members lower camel case', () => {
    const shape = struct({
      SecretId: string(),
      KmsKeyId: string(),
      ARN: string(),
      Tags: list(struct({ Key: string() })),
    });

    const shown = recordParameters(shape, { SecretId: 's', KmsKeyId: 'k', ARN: 'a', Tags: [{ Key: 't' }] });

    assert.deepEqual(shown, { secretId: 's', kmsKeyId: 'k', arn: 'a', tags: [{ key: 't' }] });
  });

  it('leaves the keys of a map as they are', () => {
    const shape = struct({ EncryptionContext: map(string(), string()) });
    const value = { EncryptionContext: JSON.parse('{"SecretARN": "a", "__proto__": "b"}') };

    assert.equal(
      JSON.stringify(recordParameters(shape, value)),
      '{"encryptionContext":{"SecretARN":"a","__proto__":"b"}}',
    );
  });

  it('writes times as texts', () => {
    const shape = struct({ DeletionDate: timestamp() });

    assert.deepEqual(recordParameters(shape, { DeletionDate: Date.parse('2018-05-03T17:51:02Z') }), {
      deletionDate: 'May 3, 2018 5:51:02 PM',
    });
    assert.equal(recordParameters(shape, { DeletionDate: 1e300 }), null);
  });

  it('leaves out what is sensitive, blobs, and what holds nothing else', () => {
    const secret = string({ sensitive: true });
    const shape = struct({
      Plain: string(),
      Secret: secret,
      Secrets: list(secret),
      ByName: map(string(), secret),
      BySecret: map(secret, string()),
      Inside: struct({ Secret: secret }),
      Blob: blob(),
    });
    const s = new Redacted('plaintext');

    const shown = recordParameters(shape, {
      Plain: 'p',
      Secret: s,
      Secrets: [s],
      ByName: { a: s },
      BySecret: { plaintext: 'x' },
      Inside: { Secret: s },
      Blob: new Uint8Array(2),
    });

    assert.deepEqual(shown, { plain: 'p' });
  });

  it('shows nothing of a type that the shape does not have', () => {
    const shape = struct({ A: string(), B: integer(), C: boolean(), D: list(string()), E: struct({ F: string() }) });
    const wrong = new Redacted('plaintext');

    assert.equal(recordParameters(shape, { A: wrong, B: wrong, C: 'plaintext', D: wrong, E: [] }), null);
  });

  it('is null when there are no parameters', () => {
    assert.equal(recordParameters(struct({ A: string() }), {}), null);
    assert.equal(recordParameters(struct({}), {}), null);
  });

  it('leaves out what is larger than 100 KB, and says so', () => {
    const shape = struct({ A: string() });

    assert.deepEqual(recordParameters(shape, { A: 'x'.repeat(102_400) }), {
      omitted: true,
      originalSize: 102_409,
      reason: 'requestParameters too large',
    });
    assert.deepEqual(Object.keys(recordParameters(shape, { A: 'x'.repeat(102_000) }) ?? {}), ['a']);
  });

  it('shows no sensitive value of any message of any service', () => {
    const contracts: readonly ServiceContract[] = Object.values(services);
    const operations: OperationContract[] = contracts.flatMap(contract => Object.values(contract.operations));
    const messages = operations.flatMap(operation => [operation.input, operation.output]);
    const filled = fc.constantFrom(...messages).chain(shape => fc.tuple(fc.constant(shape), anyMessage(shape)));

    fc.assert(
      fc.property(filled, ([shape, value]) => {
        const parameters = recordParameters(shape, value);
        const response = recordParameters(shape, value, 'responseElements');
        const [batch] = encodeBatches([sampleFact(1, { parameters, response })]);

        const records = decodeBatch(batch?.body ?? '').map(fact => JSON.stringify(renderRecord(fact)));

        assert.ok(!records.join('').includes(PLAINTEXT));
        assert.ok(!batch?.body.includes(PLAINTEXT));
      }),
      { numRuns: 1_000 },
    );
  });
});

const PLAINTEXT = 'plaintext-that-nobody-may-see';

function anyMessage(shape: StructShape): fc.Arbitrary<object> {
  const members = Object.entries(shape.members).map(([name, member]) => [name, anyValue(member)] as const);
  return fc.record(Object.fromEntries(members), { requiredKeys: [] });
}

/** Values of a shape, and sometimes of another type; what is sensitive is the plaintext, wrapped or not. */
function anyValue(shape: Shape): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 9, arbitrary: rightValue(shape) },
    { weight: 1, arbitrary: fc.constant(new Redacted(PLAINTEXT)) },
  );
}

function rightValue(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'string':
      return shape.sensitive ? fc.constantFrom(PLAINTEXT, new Redacted(PLAINTEXT)) : fc.string();
    case 'blob':
      return shape.sensitive ? fc.constant(new Redacted(Buffer.from(PLAINTEXT))) : fc.uint8Array({ maxLength: 8 });
    case 'integer':
    case 'long':
      return fc.integer();
    case 'double':
      return fc.double();
    case 'timestamp':
      return fc.nat({ max: 4e12 });
    case 'boolean':
      return fc.boolean();
    case 'list':
      return fc.array(anyValue(shape.of), { maxLength: 2 });
    case 'map':
      return fc.dictionary(fc.string(), anyValue(shape.value), { maxKeys: 2 });
    case 'struct':
      return anyMessage(shape);
    default:
      return shape satisfies never;
  }
}
