import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CERTIFICATE, samlMetadata } from './saml-metadata.test-support.ts';
import { readSamlMetadata } from './saml-metadata.ts';

describe('readSamlMetadata', () => {
  it('finds who signs, where people sign in, and how long it is valid', () => {
    assert.deepEqual(readSamlMetadata(samlMetadata(' validUntil="2030-01-02T03:04:05Z"')), {
      entityId: 'https://idp.example.com/saml',
      validUntil: Date.UTC(2030, 0, 2, 3, 4, 5),
      signingCertificates: [CERTIFICATE],
      signInUrls: ['https://idp.example.com/sso'],
    });
    assert.equal(readSamlMetadata(samlMetadata())?.validUntil, undefined);
  });

  it('refuses what is no metadata of an identity provider', () => {
    for (const document of [
      'no XML',
      '<a/>',
      samlMetadata().replaceAll('IDPSSODescriptor', 'SPSSODescriptor'),
      samlMetadata().replace('entityID', 'id'),
      samlMetadata().replace(CERTIFICATE, 'AAAA'),
      samlMetadata().replace('use="signing"', 'use="encryption"'),
      samlMetadata(' validUntil="some day"'),
      samlMetadata().replace('<md:EntityDescriptor', '<!DOCTYPE x []><md:EntityDescriptor'),
    ]) {
      assert.equal(readSamlMetadata(document), undefined, document.slice(0, 80));
    }
  });
});
