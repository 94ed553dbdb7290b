import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import type { ShareQuestion } from './asked-shares.ts';
import { withAskedShares } from './asked-shares.ts';
import { fingerprint } from './derive.ts';
import type { StoredRootKey } from './root-key.ts';
import { RootKeyRefused } from './root-key.ts';
import { rootKeyShamir } from './root-key-shamir.ts';

describe('shares that are asked for', () => {
  let folder: string;
  let key: KeyObject;
  let stored: StoredRootKey;
  let shares: readonly string[];
  let foreign: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coffer-asked-'));
    const provider = rootKeyShamir({ shares: 4, threshold: 3, folder }, randomBytes);
    const made = await provider.first();
    key = made.key;
    stored = { rootKeyId: fingerprint(key), state: made.state };
    shares = await sharesOf(key);
    [foreign = ''] = await sharesOf((await provider.first()).key);
  });
  after(() => rm(folder, { recursive: true }));

  async function sharesOf(of: KeyObject): Promise<readonly string[]> {
    const place = join(folder, `shares-of-${fingerprint(of)}`);
    const names = (await readdir(place)).toSorted();
    return Promise.all(names.map(name => readFile(join(place, name), 'utf8')));
  }

  /** Opens the root key with these answers; with what was asked, and what was left of the answers. */
  async function open(...answers: readonly string[]) {
    const asked: ShareQuestion[] = [];
    const given: Buffer[] = [];
    const ask = async (question: ShareQuestion) => {
      const text = answers[asked.length];
      asked.push(question);
      if (text === undefined) throw new Error('nobody is left');
      const bytes = Buffer.from(text);
      given.push(bytes);
      return new Redacted(bytes);
    };
    const provider = withAskedShares(rootKeyShamir({ shares: 4, threshold: 3, folder }, randomBytes), ask, () => 0);
    return { opening: provider.open(stored), asked, given };
  }

  it('open the root key when they are enough, as lines or as whole files, and are zeroed', async () => {
    const { opening, asked, given } = await open(
      shares[3] ?? '',
      shares[0] ?? '',
      (shares[1] ?? '').split('\n')[0] ?? '',
    );

    assert.ok((await opening).equals(key));
    assert.deepEqual(
      asked.map(question => [question.given, question.threshold, question.problem]),
      [
        [0, 3, undefined],
        [1, 3, undefined],
        [2, 3, undefined],
      ],
    );
    assert.ok(given.every(bytes => bytes.every(byte => byte === 0)));
  });

  it('are asked for again when one is mistyped, too long, or given twice', async () => {
    const [a = '', b = '', c = ''] = shares;
    const { opening, asked } = await open(a, a.replace('v1-', 'v1-x'), 'x'.repeat(2_000), a, b, c);

    assert.ok((await opening).equals(key));
    assert.deepEqual(
      asked.map(({ given, problem }) => [given, problem]),
      [
        [0, undefined],
        [1, undefined],
        [1, 'this is no share, or it was mistyped'],
        [1, 'this is no share, or it was mistyped'],
        [1, 'this share was given before'],
        [2, undefined],
      ],
    );
  });

  it('are refused when they do not belong together, and nothing is opened by fewer', async () => {
    const wrong = await open(shares[0] ?? '', shares[1] ?? '', foreign);
    await assert.rejects(
      wrong.opening,
      (error: unknown) => error instanceof RootKeyRefused && error.reason === 'mismatch',
    );

    const few = await open(shares[0] ?? '', shares[1] ?? '');
    await assert.rejects(few.opening, /nobody is left/);
  });
});
