import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const LOG = JSON.stringify(new URL('./log.ts', import.meta.url).href);
/** More than any pipe holds, and more than may wait. */
const LINES = 10_000;

interface Line {
  readonly msg: string;
  readonly i?: number;
  readonly dropped?: number;
}

/** A process that logs a first line of this length and so many others, says `ready` on its standard output and runs `then`. */
function startLogger(lines: number, then: string, longLine = 1) {
  const script = `
    import { makeLog } from ${LOG};
    const log = makeLog('info');
    log.info('y'.repeat(${longLine}));
    for (let i = 0; i < ${lines}; i++) log.info({ i }, 'x'.repeat(200));
    process.stdout.write('ready');
    ${then}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'pipe'] });
  return { child, ready: once(child.stdout, 'data'), ended: once(child, 'exit') };
}

function parse(log: string): Line[] {
  return log
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
}

test('a log that nobody reads holds up neither the process nor its end', { timeout: 120_000 }, async () => {
  const { ready, ended } = startLogger(LINES, '');

  await ready;

  const [code] = await ended;
  assert.equal(code, 0);
});

test(
  'what waited is written to a late reader, whole lines in order, and then how many were dropped',
  { timeout: 120_000 },
  async () => {
    const { child, ready, ended } = startLogger(LINES, `process.stdin.resume()`, 400_000);
    await ready;

    let log = '';
    for await (const part of child.stderr.setEncoding('utf8')) {
      log += String(part);
      if (log.includes('"dropped"')) child.stdin.end();
    }
    await ended;
    const lines = parse(log);

    const kept = lines.filter(line => line.i !== undefined);
    const notice = lines.find(line => line.dropped !== undefined);
    assert.deepEqual(
      kept.map(line => line.i),
      kept.map((_, i) => i),
    );
    assert.equal(notice?.msg, 'log lines were dropped: nobody read them in time');
    assert.equal(kept.length + (notice?.dropped ?? 0), LINES);
    assert.ok(kept.length > 1_000, `only ${kept.length} lines were kept`);
  },
);

test('the last lines before an exit are written', async () => {
  const { child, ended } = startLogger(100, `process.exit(3)`);

  const lines = parse(await text(child.stderr));

  assert.equal(lines.length, 101);
  assert.deepEqual(await ended, [3, null]);
});

test('at an exit the pipe takes once more what it can', async () => {
  // It does nothing at all until it is told to exit.
  const then = `(await import('node:fs')).readSync(0, Buffer.alloc(1)); process.exit(3)`;
  const { child, ready, ended } = startLogger(LINES, then);
  await ready;
  let length = 0;
  child.stderr.on('data', (part: Buffer) => (length += part.byteLength));

  await once(child.stderr, 'data');
  await sleep(200);
  const before = length;
  child.stdin.end('!');
  await Promise.all([ended, once(child.stderr, 'close')]);

  assert.ok(before > 0);
  assert.ok(length > before, 'nothing came at the exit');
});

test('a reader that goes away does no harm', async () => {
  const { child, ready, ended } = startLogger(
    10,
    `process.stdin.on('end', () => { log.info('into nothing'); log.info('again'); }).resume()`,
  );
  await ready;

  child.stderr.destroy();
  child.stdin.end();

  assert.deepEqual(await ended, [0, null]);
});
