import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { CompiledPolicy } from '@coffer/policy';
import { OperatorError } from '../transport/operator-error.ts';
import { loadEndpointPolicies } from './endpoint-policies.ts';

const STATEMENT = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
const ENDPOINT = { id: 'vpce-1a2b3c4d', vpcId: 'vpc-12345678', listen: '127.0.0.1:0' };

describe('the policies of VPC endpoints', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coffer-policies-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function fileOf(document: unknown): Promise<string> {
    const path = join(folder, 'policy.json');
    await writeFile(path, typeof document === 'string' ? document : JSON.stringify(document));
    return path;
  }

  async function refusalOf(document: unknown): Promise<string> {
    const vpcEndpoints = [{ ...ENDPOINT, policyFile: await fileOf(document) }];
    return refused({ vpcEndpoints });
  }

  async function refused(options: Parameters<typeof loadEndpointPolicies>[0]): Promise<string> {
    try {
      await loadEndpointPolicies(options, new Map());
    } catch (error) {
      assert.ok(error instanceof OperatorError);
      return error.message.replaceAll(folder, '');
    }
    return assert.fail('was not refused');
  }

  test('are read by the endpoint’s id; one without a policy has none', async () => {
    const policies = new Map<string, CompiledPolicy>();
    const policyFile = await fileOf({ Statement: [STATEMENT] });

    await loadEndpointPolicies(
      { vpcEndpoints: [ENDPOINT, { ...ENDPOINT, id: 'vpce-2a2b3c4d', policyFile }] },
      policies,
    );

    assert.deepEqual([...policies.keys()], ['vpce-2a2b3c4d']);
    assert.equal(policies.get('vpce-2a2b3c4d')?.kind, 'endpoint');
  });

  test('are replaced all together or not at all', async () => {
    const policies = new Map<string, CompiledPolicy>();
    const path = await fileOf({ Statement: [STATEMENT] });
    const broken = join(folder, 'broken.json');
    const vpcEndpoints = [
      { ...ENDPOINT, policyFile: path },
      { ...ENDPOINT, id: 'vpce-2a2b3c4d', policyFile: broken },
    ];
    await writeFile(broken, JSON.stringify({ Statement: [STATEMENT] }));
    await loadEndpointPolicies({ vpcEndpoints }, policies);
    const first = [...policies.values()];

    await writeFile(broken, '{');
    await assert.rejects(loadEndpointPolicies({ vpcEndpoints }, policies), OperatorError);
    assert.deepEqual([...policies.values()], first);

    await writeFile(broken, JSON.stringify({ Statement: [STATEMENT] }));
    await loadEndpointPolicies({ vpcEndpoints }, policies);
    assert.ok([...policies.values()].every((policy, i) => policy !== first[i]));
  });

  test('that are none are refused, and it is told where', async () => {
    const { Principal: _, ...nobody } = STATEMENT;
    const refusals: readonly (readonly [unknown, string])[] = [
      ['{', 'is no policy: it is not JSON, or has a name twice in one object'],
      [{ Statement: [] }, 'is no policy: `Statement` is missing or empty'],
      [
        { Statement: [{ ...STATEMENT, Actoin: '*' }] },
        'is no policy: `Statement[0].Actoin` is an element that policies do not have, or of another form than they have it',
      ],
      [{ Statement: [nobody] }, 'is no policy: `Statement[0]` lacks a Principal'],
      [
        { Statement: [{ ...STATEMENT, Effect: 'Maybe' }] },
        'is no policy: `Statement[0].Effect` is an element that policies do not have, or of another form than they have it',
      ],
      ['x'.repeat(20_481), 'is longer than 20,480 characters'],
    ];

    for (const [document, sentence] of refusals) {
      assert.equal(
        await refusalOf(document),
        `\`/policy.json\`, the policy of VPC endpoint \`vpce-1a2b3c4d\`, ${sentence}`,
      );
    }
    const missing = await refused({ vpcEndpoints: [{ ...ENDPOINT, policyFile: join(folder, 'none') }] });
    assert.equal(missing, '`/none`, the policy of VPC endpoint `vpce-1a2b3c4d`, cannot be read');
  });

  test('endpoints have ids of AWS’s form, each once', async () => {
    const cases: readonly (readonly [object, string])[] = [
      [{ id: 'vpce-x' }, '`vpce-x` is no VPC endpoint: write vpce-1a2b3c4d'],
      [{ id: 'https' }, '`https` is no VPC endpoint: write vpce-1a2b3c4d'],
      [{ id: `vpce-${'a'.repeat(1_000)}` }, `\`vpce-${'a'.repeat(95)}\` is no VPC endpoint: write vpce-1a2b3c4d`],
      [{ vpcId: 'vpce-12345678' }, '`vpce-12345678`, of `vpce-1a2b3c4d`, is no VPC: write vpc-1a2b3c4d'],
    ];

    for (const [change, sentence] of cases) {
      assert.equal(await refused({ vpcEndpoints: [{ ...ENDPOINT, ...change }] }), sentence);
    }
    assert.equal(await refused({ vpcEndpoints: [ENDPOINT, ENDPOINT] }), 'VPC endpoint `vpce-1a2b3c4d` is given twice');
  });
});
