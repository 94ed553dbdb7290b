import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { isUnreadable } from '../../keys/testing.ts';
import { TestServer } from '../../testing/test-server.ts';
import { openParts, sealParts } from './sealing.ts';
import { FUNCTION } from './testing.ts';

let server: TestServer;
before(async () => {
  server = await TestServer.open();
});
after(() => server[Symbol.asyncDispose]());

const PLACE = { functionArn: `${FUNCTION}:f`, id: '11111111-2222-4333-8444-555555555555' };
/** Two whole parts and one byte. */
const BYTES = randomBytes(2 * 262_144 + 1);

test('bytes of any length come back as they were', () => {
  const { keyring } = server.parts;
  for (const length of [0, 1, 262_144, 262_145, BYTES.length]) {
    const bytes = BYTES.subarray(0, length);
    const parts = sealParts(keyring, PLACE, bytes);

    assert.equal(parts.length, Math.max(1, Math.ceil(length / 262_144)));
    assert.deepEqual(Buffer.from(openParts(keyring, PLACE, parts).unwrap()), bytes);
  }
});

test('parts open in their place alone: of their function, in their order, all of them', () => {
  const { keyring } = server.parts;
  const [a, b, c] = sealParts(keyring, PLACE, BYTES);
  assert.ok(a !== undefined && b !== undefined && c !== undefined);

  for (const parts of [[b, a, c], [a, b], [a, b, c, c], [a, a, c], []]) {
    // No part at all is no blob: an archive without bytes is never stored.
    if (parts.length === 0) assert.equal(openParts(keyring, PLACE, parts).unwrap().byteLength, 0);
    else assert.throws(() => openParts(keyring, PLACE, parts), isUnreadable('authentication'));
  }
  for (const place of [
    { ...PLACE, functionArn: `${FUNCTION}:g` },
    { ...PLACE, id: PLACE.id.replace('1', '2') },
  ]) {
    assert.throws(() => openParts(keyring, place, [a, b, c]), isUnreadable('authentication'));
  }
});
