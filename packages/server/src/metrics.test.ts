import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Metrics } from './metrics.ts';

test('what happened before the library was loaded is counted, once', async () => {
  const metrics = new Metrics();
  let size = 1;
  metrics.gauge('coffer_size', 'A size', () => size);
  metrics.answered('kms', 'Decrypt', '', 0.003);
  metrics.answered('kms', 'Decrypt', 'NotFoundException', 0.003);
  metrics.refused('body-too-large');
  metrics.unauthenticated('InvalidSignatureException');
  const first = await metrics.text();
  assert.match(first, /^coffer_requests_total\{service="kms",operation="Decrypt",code=""\} 1$/m);
  assert.match(first, /^coffer_request_seconds_count\{service="kms",operation="Decrypt"\} 2$/m);
  assert.match(first, /^coffer_refused_total\{reason="body-too-large"\} 1$/m);
  assert.match(first, /^coffer_unauthenticated_total\{code="InvalidSignatureException"\} 1$/m);
  assert.match(first, /^coffer_size 1$/m);

  size = 2;
  metrics.answered('kms', 'Decrypt', '', 0.003);
  metrics.refused('body-too-large');
  const second = await metrics.text();
  assert.match(second, /^coffer_requests_total\{service="kms",operation="Decrypt",code=""\} 2$/m);
  assert.match(second, /^coffer_refused_total\{reason="body-too-large"\} 2$/m);
  assert.match(second, /^coffer_size 2$/m);
});

test('a crowd before the library is loaded loses nothing', async () => {
  const metrics = new Metrics();
  for (let i = 0; i < 2_500; i++) metrics.answered('kms', 'Decrypt', '', 0.001);
  assert.match(await metrics.text(), /^coffer_requests_total\{.*\} 2500$/m);
});
