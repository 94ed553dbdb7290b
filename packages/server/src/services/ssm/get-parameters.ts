import { ssm } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { bucketsFor, javaBucket } from '../../java-order.ts';
import type { NamedParameter } from './load-batch.ts';
import { accessToEach, batchTrail, loadBatch } from './load-batch.ts';
import { isAbsence } from './load-parameter.ts';
import type { ShownParameter } from './show-parameter.ts';
import { readParameter } from './show-parameter.ts';

/** GetParameters: up to ten parameters or secrets; what is not there is told in InvalidParameters. */
export const getParameters = defineRead(ssm.operations.GetParameters, {
  load: (scope, { Names }) => loadBatch(scope, Names),
  access: accessToEach('GetParameters'),
  async handle(scope, { WithDecryption }, batch) {
    const Parameters: ShownParameter[] = [];
    const invalid: string[] = [];
    for (const named of inAnswerOrder(batch)) {
      const { reference } = named;
      // Secrets that are asked for without decryption are as good as absent, also for who may not read them (recorded).
      if (reference.kind === 'refused' || (reference.kind === 'secret' && WithDecryption !== true)) {
        invalid.push(named.text);
        continue;
      }
      try {
        Parameters.push(await readParameter(scope, named, WithDecryption));
      } catch (error) {
        if (!isAbsence(error)) throw error;
        invalid.push(named.text);
      }
    }
    return { InvalidParameters: invalid.toSorted(), Parameters };
  },
  trail: batchTrail,
});

/**
 * Secrets first, then in the order of Java sets: of the names, and of those with one name but several selectors.
 * Inferred from recordings, which all agree with it.
 */
function inAnswerOrder(batch: readonly NamedParameter[]): readonly NamedParameter[] {
  const count = bucketsFor(batch.length);
  const rank = ({ reference, text }: NamedParameter) => [
    Number(reference.kind !== 'secret'),
    javaBucket(reference.name, count),
    javaBucket(text, count),
  ];
  return batch.toSorted((a, b) => {
    const theirs = rank(b);
    for (const [i, mine] of rank(a).entries()) {
      const difference = mine - (theirs[i] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  });
}
