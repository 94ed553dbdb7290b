/** A process for the test of the lock: takes the lock of the directory that it is told, and keeps it until it is killed. */
import { acquireLock } from '../sqlite-lock.ts';

const lock = await acquireLock(process.argv[2] ?? '');
process.send?.('locked');
process.on('disconnect', () => lock[Symbol.dispose]());
