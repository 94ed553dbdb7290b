import { alternatingUsers } from '../database/alternating-users.ts';
import { singleUser } from '../database/single-user.ts';
import type { MakeSteps } from '../skeleton/handler.ts';
import type { DatabaseUnderTest, ProvenEngine } from './database-under-test.ts';
import { Gate } from './gate.ts';
import type { SecretMembers } from './rotating-coffer.ts';
import { RotatingCoffer } from './rotating-coffer.ts';

/** What a test of an engine works with. */
export interface Bench {
  readonly coffer: RotatingCoffer;
  readonly database: DatabaseUnderTest;
  readonly gate: Gate;
  readonly single: MakeSteps;
  readonly alternating: MakeSteps;
  /** A secret for a user that is made for it; its ARN. */
  store(members?: SecretMembers, name?: string): Promise<string>;
  /** The same for alternating users, with the administrator's secret. */
  storeAlternating(members?: SecretMembers, name?: string): Promise<string>;
  /** Logs in with a version of the secret and uses the database. */
  use(secretId: string, stage?: string): Promise<void>;
}

/** Opens it; all of it goes with the stack. */
export async function openBench(
  { engine, start, members: more }: ProvenEngine,
  stack: AsyncDisposableStack,
): Promise<Bench> {
  const database = stack.use(await start());
  const gate = stack.use(await Gate.open(database.port));
  const coffer = stack.use(await RotatingCoffer.open());
  const base = { engine: engine.engines[0], host: '127.0.0.1', port: gate.port, ...more };
  const master = await coffer.store({ ...base, ...database.administrator });
  const store = async (members: SecretMembers = {}, name = '') => {
    const username = await database.makeUser(name, 'the-first-password');
    return coffer.store({ ...base, username, password: 'the-first-password', ...members });
  };
  return {
    coffer,
    database,
    gate,
    single: () => singleUser(engine),
    alternating: () => alternatingUsers(engine),
    store,
    storeAlternating: (members = {}, name = '') => store({ masterarn: master, ...members }, name),
    async use(secretId, stage) {
      const members = await coffer.read(secretId, stage);
      await database.use(members.get('username') ?? '', members.get('password') ?? '');
    },
  };
}
