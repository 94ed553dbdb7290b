import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '@coffer/wire';
import type { Log } from './log.ts';
import { Metrics } from './metrics.ts';
import { SecurityLog } from './security-log.ts';
import { ManualClock } from './testing/index.ts';

interface Line {
  readonly message: string;
  readonly address?: string;
  readonly accessKeyId?: string;
  readonly accessKeyIds?: readonly string[];
  readonly code?: string;
  readonly more?: number;
}

const REFUSED = new AwsError('UnrecognizedClientException', 'no such key', { status: 400 });

function start() {
  const lines: Line[] = [];
  const none = () => {};
  const warn = (line: object, message: string) => void lines.push({ ...line, message });
  // The log's methods have more overloads than the one that is called.
  const log = { debug: none, info: none, warn, error: none } as unknown as Log;
  return { lines, security: new SecurityLog(log, new ManualClock(), new Metrics()) };
}

test('the first failure of a key and address is written at once, the others as one line with their number', () => {
  const { lines, security } = start();

  for (let i = 0; i < 5; i++) security.failed(REFUSED, 'AKIA1', '192.0.2.1');
  const atOnce = lines.splice(0);
  security.flush();

  const code = 'UnrecognizedClientException';
  assert.deepEqual(atOnce, [{ code, accessKeyId: 'AKIA1', address: '192.0.2.1', message: 'authentication failed' }]);
  assert.deepEqual(
    lines.map(({ message, accessKeyIds, more }) => ({ message, accessKeyIds, more })),
    [{ message: 'authentication failed again', accessKeyIds: ['AKIA1'], more: 4 }],
  );
});

test('invented keys of one address do not hide another address', () => {
  const { lines, security } = start();

  for (let i = 0; i < 5_000; i++) security.failed(REFUSED, `AKIA${i}`, '192.0.2.1');
  security.failed(REFUSED, 'AKIAREAL', '198.51.100.7');
  security.flush();

  assert.ok(lines.length <= 12, `${lines.length} lines`);
  assert.ok(lines.some(line => line.address === '198.51.100.7' && line.accessKeyId === 'AKIAREAL'));
  const flooder = lines.find(line => line.message === 'authentication failed again');
  assert.deepEqual([flooder?.address, flooder?.more], ['192.0.2.1', 4_990]);
});

test('of a crowd of addresses the busiest are named, the others counted', () => {
  const { lines, security } = start();

  for (let i = 0; i < 3_000; i++) security.failed(REFUSED, `AKIA${i}`, `2001:db8::${i.toString(16)}`);
  for (let i = 0; i < 50; i++) security.failed(REFUSED, 'AKIAREAL', '2001:db8::1f4');
  security.flush();

  assert.ok(lines.length <= 51, `${lines.length} lines`);
  assert.ok(lines.some(line => line.address === '2001:db8::1f4' && line.more === 51));
  const atOnce = lines.filter(line => line.message === 'authentication failed').length;
  assert.equal(
    lines.reduce((sum, line) => sum + (line.more ?? 0), atOnce),
    3_050,
  );
});

test('each window starts anew', () => {
  const { lines, security } = start();

  for (let window = 0; window < 3; window++) {
    for (let i = 0; i < 30; i++) security.failed(REFUSED, `AKIA${i}`, '192.0.2.1');
    security.flush();
  }

  assert.equal(lines.filter(line => line.message === 'authentication failed').length, 30);
  assert.equal(lines.filter(line => line.message === 'authentication failed again').length, 3);
});

test('a claimed key is cut, and a failure of our own is not logged here', () => {
  const { lines, security } = start();

  security.failed(REFUSED, 'A'.repeat(10_000), '192.0.2.1');
  security.failed(REFUSED, undefined, '192.0.2.1');
  security.failed(new Error('storage'), 'AKIA1', '192.0.2.2');
  security.flush();

  assert.deepEqual(
    lines.map(line => line.accessKeyId),
    ['A'.repeat(128), '-'],
  );
});
