import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { before, describe, test } from 'node:test';

import type { WantedNames } from './served-names.ts';
import { certificateNeeds, ensureTls, type TlsMaterial, type TlsStore } from './tls-material.ts';

const DAY_MS = 86_400_000;
const NOW = new Date('2026-07-01T00:00:00Z');
const LOOPBACK: WantedNames = {
  dnsNames: ['localhost'],
  ips: ['127.0.0.1', '::1'],
  ifPermitted: { dnsNames: ['box-1'], ips: [] },
};

/** What the database does, in memory. */
class MemoryStore implements TlsStore {
  stored: TlsMaterial | undefined;

  async load(): Promise<TlsMaterial | undefined> {
    return this.stored;
  }

  async save(material: TlsMaterial, replaced: TlsMaterial | undefined): Promise<TlsMaterial> {
    if (this.stored?.certificate === replaced?.certificate) {
      this.stored = material;
    }
    return this.stored ?? material;
  }
}

function later(days: number): Date {
  return new Date(NOW.getTime() + days * DAY_MS);
}

function withNames(...dnsNames: string[]): WantedNames {
  return { ...LOOPBACK, dnsNames: ['localhost', ...dnsNames] };
}

function namesIn(material: TlsMaterial): string | undefined {
  return new X509Certificate(material.certificate).subjectAltName;
}

describe('what certificates need', () => {
  let material: TlsMaterial;
  before(async () => {
    material = await ensureTls(new MemoryStore(), LOOPBACK, NOW);
  });

  test('nothing while they are fresh and have the names', () => {
    assert.equal(certificateNeeds(material, LOOPBACK, NOW), 'keep');
  });

  test('a new certificate when less than a third of its life remains', () => {
    assert.equal(certificateNeeds(material, LOOPBACK, later(264)), 'keep');
    assert.equal(certificateNeeds(material, LOOPBACK, later(266)), 'renew-certificate');
    assert.equal(certificateNeeds(material, LOOPBACK, later(1_000)), 'renew-certificate');
  });

  test('a new authority when a new certificate would outlive it', () => {
    assert.equal(certificateNeeds(material, LOOPBACK, later(3_252)), 'renew-certificate');
    assert.equal(certificateNeeds(material, LOOPBACK, later(3_254)), 'new-authority');
  });

  test('a new authority for names beyond its constraints, unless they are wanted only if permitted', () => {
    assert.equal(certificateNeeds(material, withNames('coffer.example'), NOW), 'new-authority');
    assert.equal(certificateNeeds(material, { ...LOOPBACK, ips: ['127.0.0.2'] }, NOW), 'new-authority');
    const moved = { ...LOOPBACK, ifPermitted: { dnsNames: ['box-2'], ips: ['192.0.2.1'] } };
    assert.equal(certificateNeeds(material, moved, NOW), 'keep');
  });

  test('a new certificate for names within the constraints', () => {
    assert.equal(certificateNeeds(material, withNames('a.localhost'), NOW), 'renew-certificate');
  });

  test('a new certificate when another authority signed it', async () => {
    const other = await ensureTls(new MemoryStore(), LOOPBACK, NOW);

    const mixed = { ...material, certificate: other.certificate };

    assert.equal(certificateNeeds(mixed, LOOPBACK, NOW), 'renew-certificate');
  });

  test('nothing when the clock runs years behind, because the clock is what is wrong', () => {
    assert.equal(certificateNeeds(material, LOOPBACK, new Date(0)), 'keep');
  });
});

describe('ensureTls', () => {
  test('makes once and keeps', async () => {
    const store = new MemoryStore();

    const first = await ensureTls(store, LOOPBACK, NOW);
    const second = await ensureTls(store, LOOPBACK, later(100));

    assert.equal(second, first);
    assert.match(namesIn(first) ?? '', /^DNS:localhost, DNS:box-1, IP Address:127.0.0.1, /);
  });

  test('renews under the same authority, with the names it had', async () => {
    const store = new MemoryStore();
    const first = await ensureTls(store, LOOPBACK, NOW);

    const renewed = await ensureTls(store, { ...LOOPBACK, ifPermitted: { dnsNames: [], ips: [] } }, later(300));

    assert.equal(renewed.authorityCertificate, first.authorityCertificate);
    assert.notEqual(renewed.certificate, first.certificate);
    assert.equal(namesIn(renewed), namesIn(first));
    assert.equal(store.stored, renewed);
  });

  test('nodes that start at once end up with one authority', async () => {
    const store = new MemoryStore();

    const [a, b] = await Promise.all([ensureTls(store, LOOPBACK, NOW), ensureTls(store, LOOPBACK, NOW)]);

    assert.equal(a, b);
  });

  test('nodes with different names come to rest with the names of both', async () => {
    const store = new MemoryStore();
    const [a, b] = [withNames('a.example'), withNames('b.example')];
    await Promise.all([ensureTls(store, a, NOW), ensureTls(store, b, NOW)]);

    const atRest = await ensureTls(store, a, NOW);

    assert.equal(await ensureTls(store, b, NOW), atRest);
    assert.match(namesIn(atRest) ?? '', /a\.example/);
    assert.match(namesIn(atRest) ?? '', /b\.example/);
  });

  test('gives up when what is stored never has the names', async () => {
    const foreign = await ensureTls(new MemoryStore(), LOOPBACK, NOW);
    const stubborn: TlsStore = { load: async () => undefined, save: async () => foreign };

    await assert.rejects(ensureTls(stubborn, withNames('a.example'), NOW), /other nodes keep replacing/);
  });
});
