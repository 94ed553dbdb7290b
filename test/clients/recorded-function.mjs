/** The function of the recorded rotations: the least that rotates, and AWSPENDING is gone in the end. */
import { call } from './index.mjs';

export async function handler({ SecretId, ClientRequestToken, Step }) {
  if (Step === 'createSecret') {
    await call('GetSecretValue', { SecretId, VersionStage: 'AWSCURRENT' });
    const SecretString = `rotated ${ClientRequestToken}`;
    await call('PutSecretValue', { SecretId, ClientRequestToken, SecretString, VersionStages: ['AWSPENDING'] });
  }
  if (Step === 'finishSecret') {
    const { VersionIdsToStages } = await call('DescribeSecret', { SecretId });
    const [current] = Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes('AWSCURRENT'));
    const move = { MoveToVersionId: ClientRequestToken, RemoveFromVersionId: current };
    await call('UpdateSecretVersionStage', { SecretId, VersionStage: 'AWSCURRENT', ...move });
    const removed = { VersionStage: 'AWSPENDING', RemoveFromVersionId: ClientRequestToken };
    await call('UpdateSecretVersionStage', { SecretId, ...removed });
  }
}
