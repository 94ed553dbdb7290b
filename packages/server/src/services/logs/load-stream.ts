import type { Scope } from '../../pipeline/operation.ts';
import { streamNotFound } from './errors.ts';
import { existing, type LoadedGroup, type NamesGroup } from './load-group.ts';
import type { GroupRow, StreamRow } from './rows.ts';
import { findStream } from './store.ts';

/**
 * The stream that a request names, with its group. It is looked up after authorization: how long a denial takes shows
 * nothing of what is there.
 *
 * @throws AwsError ResourceNotFoundException, InvalidParameterException
 */
export async function existingStream(
  { reader }: Pick<Scope, 'reader'>,
  input: NamesGroup & { readonly logStreamName: string },
  loaded: LoadedGroup,
): Promise<{ readonly group: GroupRow; readonly stream: StreamRow }> {
  const group = existing(input, loaded);
  const stream = await findStream(reader, group.id, input.logStreamName);
  if (stream === undefined) throw streamNotFound();
  return { group, stream };
}
