/** ListSecrets over many secrets: pages far behind, and searches. */
import type { Bench, Scenario } from '../bench.ts';
import { bytesOf, signCall } from '../requests.ts';
import type { Row } from '../row.ts';
import { figureRow, latencyRow, whole } from '../row.ts';
import type { Side } from '../rounds.ts';
import { alone, alternate } from '../rounds.ts';
import { secretName, TEAM } from '../secrets.ts';
import { send } from '../send.ts';
import type { Subject } from '../subject.ts';
import { startSubject } from '../subject.ts';
import { wrkSide } from '../wrk.ts';

const HUNDREDTH = 100;

export const listScenario: Scenario = {
  name: 'list',
  async run(bench) {
    await using subject = await startSubject(bench.children, await bench.dataDirs.with(bench.plan.manySecrets));
    return await listRows(bench, subject, 'SQLite');
  },
};

/** Rows of a server with `manySecrets` secrets. */
export async function listRows(bench: Bench, subject: Subject, engine: string): Promise<readonly Row[]> {
  const { manySecrets } = bench.plan;
  const plan = { ...bench.plan, roundSeconds: 1, warmSeconds: 2 };
  const first = listSide(bench, subject, {});
  const against = async (what: string, input: object, reference: Side, atMost: number) =>
    latencyRow(`ListSecrets, ${what}, ${engine}`, await alternate(listSide(bench, subject, input), reference, plan), {
      atMost,
    });
  const slowest = async (what: string, input: object) => {
    const rounds = await alone(listSide(bench, subject, input), plan);
    const times = rounds.map(({ p99Micros }) => p99Micros / 1000);
    return figureRow(`ListSecrets, ${what}, ${engine}: p99`, times, ' ms', { atMost: 100 });
  };
  const pages = Math.min(HUNDREDTH, Math.floor(manySecrets / 100));
  const changed = { SortBy: 'last-changed-date', SortOrder: 'desc' };
  const oldest = { SortBy: 'last-changed-date' };
  const byName = { SortBy: 'name' };
  // With the highest numbers.
  const farNames = search('name', secretName(manySecrets - 1).slice(0, -4));
  const only = secretName(manySecrets - 1).slice(-6);
  return [
    await against(
      `page ${pages} of ${whole(manySecrets)} secrets against the first`,
      await pageOf(subject, {}, pages),
      first,
      1.25,
    ),
    await against(
      `page ${pages} by last change against its first`,
      await pageOf(subject, changed, pages),
      listSide(bench, subject, changed),
      1.25,
    ),
    await against('filter that one secret in a hundred fits against none', search('description', TEAM), first, 3),
    await against('filter that every second one fits against none', search('all', 'staging'), first, 3),
    await against(
      'filter that one in a hundred fits, by name, against none',
      { ...byName, ...search('description', TEAM) },
      first,
      3,
    ),
    await against(
      'two words that one in a hundred has both of against none',
      search('description', 'user 42'),
      first,
      3,
    ),
    await against(
      'names of a tenth, all at the far end by last change, against none',
      { ...oldest, ...farNames },
      first,
      3,
    ),
    await against('names of a tenth, all at the far end by name, against none', { ...byName, ...farNames }, first, 3),
    await slowest('filter that one secret fits', search('all', only)),
    await slowest('filter that no secret fits', search('all', 'nowhere')),
    await slowest('two frequent words that never meet', search('description', 'prod staging')),
    await slowest('name that every secret has, negated', search('name', '!bench')),
    await slowest('tag key that every secret has, negated', search('tag-key', '!Owner')),
    await slowest('the same words by last change', { ...changed, ...search('description', 'prod staging') }),
  ];
}

function search(Key: string, value: string): object {
  return { Filters: [{ Key, Values: [value] }] };
}

/** The request for a page behind the first. */
async function pageOf(subject: Subject, input: object, page: number): Promise<object> {
  let request = input;
  for (let i = 1; i < page; i++) {
    const { NextToken }: { readonly NextToken?: string } = JSON.parse(
      await send(subject, 'ListSecrets', request, 'http'),
    );
    request = { ...input, NextToken };
  }
  return request;
}

/** One call after the other. */
function listSide({ children, folder }: Bench, { pid, http: url }: Subject, input: object): Side {
  const requests = () => [bytesOf(signCall(new URL(url).host, 'ListSecrets', JSON.stringify(input)))];
  return wrkSide({ children, folder, pid, url, connections: 1, requests });
}
