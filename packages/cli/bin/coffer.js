#!/usr/bin/env node
// Plain JavaScript without top-level await: old versions of Node.js get far enough here to say what is wrong.
import { existsSync } from 'node:fs';
import module from 'node:module';

const OLDEST = [24, 7];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  process.stderr.write(
    `coffer: Node.js ${OLDEST.join('.')} or newer is needed, and \`${process.execPath}\` is ${process.versions.node}; ` +
      'install a newer one from https://nodejs.org/ or run `npx --package node@26 --package @coffer/cli coffer`\n',
  );
  process.exitCode = 1;
} else {
  if (process.argv[2] === 'server') closeDebuggerSignal();
  module.enableCompileCache();
  const source = new URL('../src/main.ts', import.meta.url);
  const entry = existsSync(source) ? source : new URL('../dist/main.js', import.meta.url);
  import(entry.href).then(
    main => main.start(),
    error => {
      process.stderr.write(`coffer: ${error.stack}\n`);
      process.exitCode = 1;
    },
  );
}

// SIGUSR1 makes Node.js open its debugger, and through it the memory of a server full of secrets. Only a flag at start
// closes that door, so the server's process replaces itself (same process id) by one that has the flag.
function closeDebuggerSignal() {
  const flag = '--disable-sigusr1';
  if (process.execArgv.includes(flag) || (process.env.NODE_OPTIONS || '').split(' ').includes(flag)) return;
  if (typeof process.execve !== 'function' || !process.allowedNodeEnvironmentFlags.has(flag)) return;
  process.execve(
    process.execPath,
    [process.execPath, flag, ...process.execArgv, ...process.argv.slice(1)],
    process.env,
  );
}
