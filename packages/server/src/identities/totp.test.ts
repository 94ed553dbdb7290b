import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import type { CodeAt } from './totp.ts';
import { loadTotp, matchPair, matchStep, newSeed, stepOf } from './totp.ts';

describe('Time-based one-time passwords', () => {
  let codeAt: CodeAt;
  before(async () => {
    codeAt = await loadTotp();
  });
  const seed = new Redacted(Buffer.from('12345678901234567890', 'ascii'));
  const now = 1_111_111_109_000;
  const at = (step: number) => codeAt(seed, step);

  it('are those of RFC 6238, appendix B, in their last six digits', () => {
    for (const [seconds, code] of [
      [59, '287082'],
      [1_111_111_109, '081804'],
      [1_234_567_890, '005924'],
      [20_000_000_000, '353130'],
    ] as const) {
      assert.equal(at(stepOf(seconds * 1000)), code);
    }
  });

  it('have seeds of 64 characters of base32, as authenticators read them', () => {
    const { seed: bytes, text } = newSeed(randomBytes);

    assert.match(text.unwrap(), /^[A-Z2-7]{64}$/);
    assert.deepEqual(fromBase32(text.unwrap()), bytes.unwrap());
    assert.equal(codeAt(bytes, 1), hotp(bytes.unwrap(), 1));
  });

  it('count one step early and one step late, and no more', () => {
    const present = stepOf(now);
    for (const [step, found] of [
      [present - 2, undefined],
      [present - 1, present - 1],
      [present, present],
      [present + 1, present + 1],
      [present + 2, undefined],
    ] as const) {
      assert.equal(matchStep(codeAt, seed, at(step), { now, drift: 0 }), found, String(step - present));
    }
    assert.equal(matchStep(codeAt, seed, at(present + 5), { now, drift: 5 }), present + 5);
    assert.equal(matchStep(codeAt, seed, at(present), { now, drift: 5 }), undefined);
    for (const code of ['', '12345', '1234567', 'é23456']) {
      assert.equal(matchStep(codeAt, seed, code, { now, drift: 0 }), undefined);
    }
  });

  it('prove a device by two in a row, within ten minutes of the present', () => {
    const present = stepOf(now);
    const pair = (a: number, b: number) => matchPair(codeAt, seed, [at(a), at(b)], now);

    assert.equal(pair(present - 1, present), present);
    assert.equal(pair(present + 19, present + 20), present + 20);
    assert.equal(pair(present + 20, present + 21), undefined);
    assert.equal(pair(present - 21, present - 20), present - 20);
    assert.equal(pair(present - 22, present - 21), undefined);
    assert.equal(pair(present, present - 1), undefined);
    assert.equal(pair(present, present), undefined);
    assert.equal(pair(present - 2, present), undefined);
  });
});

/** RFC 4226, section 5.3. */
function hotp(key: Buffer, counter: number): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac('sha1', key).update(message).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7f_ff_ff_ff) % 1_000_000).padStart(6, '0');
}

function fromBase32(text: string): Buffer {
  const bits = Array.from(text, char =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(char).toString(2).padStart(5, '0'),
  ).join('');
  return Buffer.from(
    Array.from({ length: bits.length / 8 }, (_, i) => Number.parseInt(bits.slice(i * 8, i * 8 + 8), 2)),
  );
}
