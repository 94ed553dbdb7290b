#!/usr/bin/env node
// Plain JavaScript without top-level await: old versions of Node.js get far enough here to say what is wrong.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { resolveOwnModules } from './own-modules.js';

const OLDEST = [24, 7];
const FLAG = '--disable-sigusr1';
const SHELL = '/bin/sh';
const LAUNCHED = 'COFFER_LAUNCHED';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  process.stderr.write(
    `coffer: Node.js ${OLDEST.join('.')} or newer is needed, and \`${process.execPath}\` is ${process.versions.node}; ` +
      'install a newer one from https://nodejs.org/ or run `npx --package node@26 --package @coffer/cli coffer`\n',
  );
  process.exitCode = 1;
} else {
  if (process.argv[2] === 'server') closeMemory();
  module.enableCompileCache();
  resolveOwnModules(new URL('../..', import.meta.url));
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

// SIGUSR1 makes Node.js open its debugger, and through it the memory of a server full of secrets; a crash would leave that
// memory in a core file. Only a flag at start closes the one door, and only a limit of the process the other: so the
// server's process replaces itself (same process id) by one that has both. What children inherit is the limit.
function closeMemory() {
  const launched = process.env[LAUNCHED];
  delete process.env[LAUNCHED];
  if (launched !== undefined || typeof process.execve !== 'function' || hasDescriptor()) return;
  const isClosed = process.execArgv.includes(FLAG) || (process.env.NODE_OPTIONS || '').split(' ').includes(FLAG);
  const flags = isClosed || !process.allowedNodeEnvironmentFlags.has(FLAG) ? [] : [FLAG];
  const args = [process.execPath, ...flags, ...process.execArgv, ...process.argv.slice(1)];
  const env = { ...process.env, [LAUNCHED]: '1' };
  if (existsSync(SHELL)) process.execve(SHELL, ['sh', '-c', 'ulimit -c 0; exec "$0" "$@"', ...args], env);
  else if (flags.length > 0) process.execve(process.execPath, args, env);
}

// Only the standard descriptors outlive the replacement, and one with the passphrase must: then the command closes both
// doors itself, a moment later.
function hasDescriptor() {
  const flag = '--root-key-passphrase-fd';
  const isFlag = process.argv.some(word => word === flag || word.startsWith(`${flag}=`));
  return isFlag || Boolean(process.env.COFFER_ROOT_KEY_PASSPHRASE_FD);
}
