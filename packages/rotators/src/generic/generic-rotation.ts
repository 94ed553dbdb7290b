import type { Redacted } from '@coffer/wire';
import type { Rotation, RotationSteps } from '../skeleton/rotation.ts';

/**
 * The template to write one's own function from: it makes and stores a new password, and neither sets nor tests it
 * anywhere. The secret is the bare password, no JSON. Source: SecretsManagerRotationTemplate.
 */
export function genericRotation(): RotationSteps {
  return { createSecret, setSecret: () => Promise.resolve(), testSecret: () => Promise.resolve() };
}

async function createSecret({ secrets, secretId, token, rotationToken, environment, log }: Rotation): Promise<void> {
  // There has to be a version in use.
  await secrets.get({ secretId, stage: 'AWSCURRENT' });
  const found: Redacted<string> | undefined = await secrets.find({ secretId, stage: 'AWSPENDING', versionId: token });
  if (found !== undefined) return log(`createSecret: Successfully retrieved secret for ${secretId}.`);
  const password = await secrets.randomPassword({
    ExcludeCharacters: environment.get('EXCLUDE_CHARACTERS') ?? '/@"\'\\',
  });
  await secrets.putPending(secretId, token, password, rotationToken);
  log(`createSecret: Successfully put secret for ARN ${secretId} and version ${token}.`);
}
