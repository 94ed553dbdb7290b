import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryHere, withDefaults } from './runtime-options.ts';

const GIGABYTE = 1_073_741_824;

test('functions have half of the memory, unless the administrator says how much', () => {
  assert.equal(withDefaults(undefined, 8 * GIGABYTE).memory, 4_096);
  assert.equal(withDefaults({ memory: 700 }, 8 * GIGABYTE).memory, 700);
});

test('the memory is what a container or a unit leaves of the machine', () => {
  assert.equal(memoryHere(8 * GIGABYTE, GIGABYTE), GIGABYTE);
  assert.equal(memoryHere(8 * GIGABYTE, 0), 8 * GIGABYTE);
  // What Linux says where nothing is constrained.
  assert.equal(memoryHere(8 * GIGABYTE, 2 ** 64), 8 * GIGABYTE);
});
