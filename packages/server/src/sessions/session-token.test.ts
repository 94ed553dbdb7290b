import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { Redacted } from '@coffer/wire';
import * as fc from 'fast-check';
import type { Keyring, KeyringRecord } from '../keys/keyring.ts';
import { openKeyring } from '../keys/keyring.ts';
import { keyOf } from '../keys/testing.ts';
import type { SessionContent } from './session-content.ts';
import { packedSize, packSession, unpackSession } from './session-content.ts';
import type { SessionKey } from './session-token.ts';
import { MAX_TOKEN, openSession, sealSession } from './session-token.ts';
import { accountInKeyId, newTemporaryKeyId } from './temporary-key-id.ts';

const texts = fc.array(fc.string({ maxLength: 30 }), { maxLength: 3 });
const pairs = fc.array(fc.tuple(fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 })), { maxLength: 3 });
const session = fc.record(
  {
    issuedAt: fc.nat(),
    expiresAt: fc.nat(),
    mfaAt: fc.nat(),
    policies: texts,
    policyArns: texts,
    tags: pairs,
    transitiveTagKeys: texts,
    sourceIdentity: fc.string(),
    provider: fc.string(),
    claims: fc.array(fc.tuple(fc.string({ maxLength: 20 }), fc.oneof(fc.string(), texts)), { maxLength: 3 }),
  },
  { requiredKeys: ['issuedAt', 'expiresAt'], noNullPrototype: true },
);
const accountId = fc.stringMatching(/^\d{12}$/);
const parentKeyId = fc.stringMatching(/^AKIA[A-Z2-7]{16}$/);
const plain = { noNullPrototype: true } as const;
const subject = fc.oneof(
  fc.record({ type: fc.constant('role' as const), accountId, roleId: fc.string(), sessionName: fc.string() }, plain),
  fc.record({ type: fc.constant('user' as const), accountId, parentKeyId }, plain),
  fc.record({ type: fc.constant('federated' as const), accountId, parentKeyId, name: fc.string() }, plain),
);
const content: fc.Arbitrary<SessionContent> = fc.record({ subject, session }, { noNullPrototype: true });

describe('A session', () => {
  test('is packed and unpacked without loss', () => {
    fc.assert(fc.property(content, made => assert.deepEqual(unpackSession(packSession(made)), made)));
  });

  test('with a small policy takes 4% of the space, as recorded for GetFederationToken', () => {
    const policy =
      '{\n\t\t"Version": "2012-10-17",\n\t\t"Statement": [\n\t\t\t{\n\t\t\t\t"Effect": "Allow",\n\t\t\t\t"Action": "*",' +
      '\n\t\t\t\t"Resource": "*"\n\t\t\t}\n\t\t]\n\t}';

    assert.equal(Math.ceil((packedSize({ policies: [policy] }) * 100) / 2_048), 4);
  });
});

describe('A session token', () => {
  let keyring: Keyring;
  const key: SessionKey = {
    accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    secretAccessKey: new Redacted('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'),
    subject: { type: 'role', accountId: '123456789012', roleId: 'AROAEXAMPLE', sessionName: 'test' },
    session: { issuedAt: 1_000, expiresAt: 2_000 },
  };
  before(async () => {
    const made = () => Promise.resolve({ key: keyOf(1), state: undefined, notices: [] });
    const open = async () => (await made()).key;
    const provider = {
      kind: 'file',
      description: 'the test',
      isUnattended: true,
      first: made,
      next: made,
      open,
    } as const;
    const store = {
      load: () => Promise.resolve(undefined),
      create: (record: KeyringRecord) => Promise.resolve(record),
    };
    keyring = await openKeyring(provider, store, randomBytes);
  });

  test('gives back what was sealed, at whatever size was asked for', () => {
    for (const size of [0, 1, 300, 301, 302, 303, 4_096]) {
      const token = sealSession(keyring, key, size);

      assert.ok(token.length >= size && token.length <= Math.max(size + 8, 300), `${size}: ${token.length}`);
      assert.deepEqual(openSession(keyring, token), key);
    }
  });

  test('is refused when any character of it is another, is missing or is added', () => {
    const token = sealSession(keyring, key);
    for (let i = 0; i < token.length; i++) {
      for (const other of ['A', 'B', 'z', '/', '=', ' ', '-']) {
        if (token[i] === other) continue;
        const changed = token.slice(0, i) + other + token.slice(i + 1);
        assert.equal(openSession(keyring, changed), undefined, `${i} ${other}`);
      }
      assert.equal(openSession(keyring, token.slice(0, i) + token.slice(i + 1)), undefined);
    }
    assert.equal(openSession(keyring, `${token}=`), undefined);
    assert.equal(openSession(keyring, `${token} `), undefined);
  });

  test('is refused when it is anything else, and nothing long is read', () => {
    fc.assert(fc.property(fc.string({ maxLength: 500 }), text => openSession(keyring, text) === undefined));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
        const text = Buffer.concat([Buffer.of(1), bytes]).toString('base64');
        return openSession(keyring, text) === undefined;
      }),
    );
    assert.equal(openSession(keyring, 'A'.repeat(MAX_TOKEN + 4)), undefined);
  });

  test('of another purpose does not open', () => {
    const other = keyring.sealInternal('page-token x', Buffer.from('secret'));

    assert.equal(openSession(keyring, Buffer.concat([Buffer.of(1), other]).toString('base64')), undefined);
  });
});

describe('A temporary access key id', () => {
  test('tells its account', () => {
    fc.assert(
      fc.property(accountId, account => {
        const id = newTemporaryKeyId(account, bytes => randomBytes(bytes));
        return /^ASIA[A-Z2-7]{16}$/.test(id) && accountInKeyId(id) === account;
      }),
    );
  });

  test('of another form tells nothing', () => {
    for (const id of ['', 'ASIA', 'ASIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE', 'ASIA7777777777777777']) {
      assert.equal(accountInKeyId(id), undefined, id);
    }
  });
});
