/**
 * A rotation function as people write one, with the public contract alone: its database is the secret `database`, whose
 * value is the password that it takes.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';

export async function handler({ SecretId, ClientRequestToken, Step }) {
  switch (Step) {
    case 'createSecret': {
      const SecretString = randomBytes(16).toString('hex');
      if ((await pending({ SecretId, ClientRequestToken })) !== undefined) return;
      await call('PutSecretValue', { SecretId, ClientRequestToken, SecretString, VersionStages: ['AWSPENDING'] });
      return;
    }
    case 'setSecret':
      await call('PutSecretValue', {
        SecretId: 'database',
        SecretString: await pending({ SecretId, ClientRequestToken }),
        ClientRequestToken,
      });
      return;
    case 'testSecret': {
      const { SecretString } = await call('GetSecretValue', { SecretId: 'database' });
      if (SecretString !== (await pending({ SecretId, ClientRequestToken }))) throw new Error('Access denied');
      return;
    }
    case 'finishSecret': {
      const { VersionIdsToStages } = await call('DescribeSecret', { SecretId });
      const [current] = Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes('AWSCURRENT'));
      const move = { MoveToVersionId: ClientRequestToken, RemoveFromVersionId: current };
      await call('UpdateSecretVersionStage', { SecretId, VersionStage: 'AWSCURRENT', ...move });
    }
  }
}

async function pending({ SecretId, ClientRequestToken }) {
  try {
    const read = { SecretId, VersionId: ClientRequestToken, VersionStage: 'AWSPENDING' };
    return (await call('GetSecretValue', read)).SecretString;
  } catch (error) {
    if (error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

export async function call(operation, input) {
  const { AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  const body = JSON.stringify(input);
  const date = new Date().toISOString().replace(/[:-]|\.\d{3}/g, '');
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    host: new URL(AWS_ENDPOINT_URL).host,
    'x-amz-date': date,
    'x-amz-security-token': AWS_SESSION_TOKEN,
    'x-amz-target': `secretsmanager.${operation}`,
  };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const canonical = ['POST', '/', '', lines.join(''), names, hash(body)].join('\n');
  const scope = [date.slice(0, 8), AWS_REGION, 'secretsmanager', 'aws4_request'];
  const key = scope.reduce((by, part) => hmac(by, part), `AWS4${AWS_SECRET_ACCESS_KEY}`);
  const text = ['AWS4-HMAC-SHA256', date, scope.join('/'), hash(canonical)].join('\n');
  const credential = `Credential=${AWS_ACCESS_KEY_ID}/${scope.join('/')}`;
  const signature = hmac(key, text).toString('hex');
  headers.authorization = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names}, Signature=${signature}`;
  const response = await fetch(AWS_ENDPOINT_URL, { method: 'POST', headers, body });
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(JSON.stringify(answer)), { name: answer.__type });
  return answer;
}

const hash = text => createHash('sha256').update(text).digest('hex');
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
