import type { Rotation } from '../skeleton/rotation.ts';
import { valueError } from '../skeleton/rotation-error.ts';
import { changing } from './changing.ts';
import type { DatabaseEngine } from './engine.ts';
import { logIn } from './log-in.ts';
import { pendingSecret } from './versions.ts';

/** Logs in with the new version and asks for something. */
export async function testPending(rotation: Rotation, engine: DatabaseEngine): Promise<void> {
  const pending = await pendingSecret(rotation, engine);
  await using session = await logIn(rotation, engine, pending, 'AWSPENDING');
  if (session === undefined)
    throw valueError(`Unable to log into database with pending secret of secret ARN ${rotation.secretId}`);
  await changing([pending.password], () => session.probe());
  rotation.log(`testSecret: Successfully signed into ${engine.name} with AWSPENDING secret in ${rotation.secretId}.`);
}
