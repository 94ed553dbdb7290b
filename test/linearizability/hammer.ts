/** Several clients call one secret at the same time and write down what they asked, when, and what was answered. */
import type { Random } from '../crash/random.ts';
import type { Answer, SpawnClient } from '../support/spawn-client.ts';
import type { Call } from './check.ts';
import { labels, type Request, sorted } from './secret-machine.ts';

/** How much is done. */
export interface HammerOptions {
  /** The secret is asked for by its name: it may be deleted, and made again under another ARN. */
  readonly name: string;
  readonly clients: readonly SpawnClient[];
  readonly random: Random;
  readonly callsPerClient: number;
  /** Ids that versions get; the first is that of the secret's first version, with the value `v0`. */
  readonly tokens: readonly string[];
}

/** The history of the calls. */
export async function hammer({
  name,
  clients,
  random,
  callsPerClient,
  tokens,
}: HammerOptions): Promise<Call<Request>[]> {
  const history: Call<Request>[] = [];
  await Promise.all(
    clients.map(async client => {
      for (let i = 0; i < callsPerClient; i++) {
        const request = anyRequest(random, tokens);
        const [operation, input] = sent(request);
        const target = request.kind === 'create' ? { Name: name } : { SecretId: name };
        const beganAt = performance.now();
        const answer = await client.call('secretsmanager', operation, { ...target, ...input });
        const endedAt = performance.now();
        history.push({ request: withChoice(request, answer), answer: shown(request, answer), beganAt, endedAt });
      }
    }),
  );
  return history;
}

/** A request with what the server was free to choose. */
function withChoice(request: Request, { status, body }: Answer): Request {
  return request.kind === 'create' && status === 200 ? { ...request, arn: String(body['ARN']) } : request;
}

/** Few tokens, labels and values, so that requests meet. */
function anyRequest(random: Random, tokens: readonly string[]): Request {
  const token = random.pick(tokens);
  // One token in eight comes with another value now and then.
  const value = `v${tokens.indexOf(token)}${random.next() < 0.1 ? ' other' : ''}`;
  const dice = random.next();
  if (dice < 0.2) return { kind: 'put', token, value };
  if (dice < 0.3) return { kind: 'put', token, value, stages: [random.pick(['GREEN', 'AWSPENDING'])] };
  if (dice < 0.38) return { kind: 'update', token, value };
  if (dice < 0.54) return anyMove(random, tokens);
  if (dice < 0.58) return { kind: 'delete' };
  if (dice < 0.62) return { kind: 'force' };
  if (dice < 0.73) return { kind: 'create', token, value };
  if (dice < 0.82) return { kind: 'restore' };
  if (dice < 0.92) return { kind: 'get', stage: random.pick(['AWSCURRENT', 'AWSPREVIOUS', 'GREEN']) };
  return { kind: 'describe' };
}

function anyMove(random: Random, tokens: readonly string[]): Request {
  const stage = random.pick(['AWSCURRENT', 'AWSPREVIOUS', 'GREEN', 'BLUE', 'RED']);
  // The first ones are the likeliest to be there.
  const near = tokens.slice(0, 3);
  const to = random.next() < 0.8 ? { to: random.pick(near) } : {};
  const from = random.next() < 0.5 ? { from: random.pick(near) } : {};
  return { kind: 'move', stage, ...from, ...to };
}

function sent(request: Request): readonly [operation: string, input: object] {
  switch (request.kind) {
    case 'put': {
      const { token: ClientRequestToken, value: SecretString, stages: VersionStages } = request;
      return ['PutSecretValue', { ClientRequestToken, SecretString, VersionStages }];
    }
    case 'update':
      return ['UpdateSecret', { ClientRequestToken: request.token, SecretString: request.value }];
    case 'move': {
      const { stage: VersionStage, from: RemoveFromVersionId, to: MoveToVersionId } = request;
      return ['UpdateSecretVersionStage', { VersionStage, RemoveFromVersionId, MoveToVersionId }];
    }
    case 'get':
      return ['GetSecretValue', { VersionStage: request.stage }];
    case 'delete':
      return ['DeleteSecret', { RecoveryWindowInDays: 7 }];
    case 'force':
      return ['DeleteSecret', { ForceDeleteWithoutRecovery: true }];
    case 'create':
      return ['CreateSecret', { ClientRequestToken: request.token, SecretString: request.value }];
    case 'restore':
      return ['RestoreSecret', {}];
    case 'describe':
      return ['DescribeSecret', {}];
  }
}

/** An answer in the words of the state machine. */
function shown({ kind }: Request, { status, body }: Answer): string {
  if (status !== 200) return `${String(body['__type'])} ${String(body['Message'] ?? body['message'])}`;
  // What answers of these operations hold.
  const {
    ARN,
    VersionId,
    VersionStages = [],
    SecretString,
    VersionIdsToStages = {},
    DeletedDate,
  } = body as {
    ARN?: string;
    VersionId?: string;
    VersionStages?: string[];
    SecretString?: string;
    VersionIdsToStages?: Record<string, string[]>;
    DeletedDate?: number;
  };
  switch (kind) {
    case 'put':
      return `ok ${ARN} ${VersionId} ${sorted(VersionStages)}`;
    case 'update':
    case 'create':
      return `ok ${ARN} ${VersionId}`;
    case 'get':
      return `ok ${ARN} ${VersionId} ${SecretString} ${sorted(VersionStages)}`;
    case 'describe': {
      const stages = Object.entries(VersionIdsToStages).map(([versionId, of]) => ({ versionId, stages: of }));
      return `ok ${ARN} ${DeletedDate === undefined ? '' : 'deleted '}${labels(stages)}`;
    }
    default:
      return 'ok';
  }
}
