/** A thread of `simulateMany`: simulates its share. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Share } from './simulate-many.ts';
import { simulateShare } from './simulate-many.ts';

// What `simulateMany` gave it.
const simulation = await simulateShare(workerData as Share);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
parentPort?.postMessage(simulation);
