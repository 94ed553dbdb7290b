/** The engines that the command knows are those that the server has applications and functions for. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { builtInFolder, rotationTemplates } from '../../../rotators/src/templates.ts';
import { findApplication } from '../../../server/src/services/serverlessrepo/applications.ts';
import { applicationArn, checkStrategy, ENGINES, engineOf, STRATEGIES } from './engines.ts';

test('every engine and strategy has an application, in every partition, whose code is there', () => {
  const pairs = ENGINES.flatMap(engine =>
    STRATEGIES.filter(strategy => engineOf(engine).applications[strategy] !== undefined).map(
      strategy => [engine, strategy] as const,
    ),
  );
  assert.equal(pairs.length, 20);
  for (const [engine, strategy] of pairs) {
    for (const partition of ['aws', 'aws-cn', 'aws-us-gov']) {
      const found = findApplication(partition, applicationArn(partition, engineOf(engine), strategy));
      const template = rotationTemplates.get(found?.name ?? '');
      assert.deepEqual([template?.engine, template?.strategy, template?.handler], [engine, strategy, found?.handler]);
      const module = found?.handler.replace('.handler', '.ts') ?? '';
      assert.ok(existsSync(join(builtInFolder, module)), module);
    }
  }
});

test('all that Coffer brings can be enabled, but for the template that does nothing', () => {
  const names = new Set(ENGINES.flatMap(engine => Object.values(engineOf(engine).applications)));
  const others = [...rotationTemplates.keys()].filter(name => !names.has(name));

  assert.deepEqual(others, ['SecretsManagerRotationTemplate']);
});

test('a strategy that an engine does not have is refused with those that it has', () => {
  checkStrategy('ldap', 'alternating');
  assert.throws(() => checkStrategy('ldap', 'two-keys'), /`--strategy` of `ldap` is `single` or `alternating`$/);
  assert.throws(() => checkStrategy('http-api', 'single'), /`--strategy` of `http-api` is `two-keys`$/);
});
