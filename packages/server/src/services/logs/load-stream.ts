import type { Scope } from '../../pipeline/operation.ts';
import { streamNotFound } from './errors.ts';
import { existing, type LoadedGroup, loadGroup, type NamesGroup } from './load-group.ts';
import type { GroupRow, StreamRow } from './rows.ts';
import { findStream } from './store.ts';

/** What a request that names a stream has found. */
export interface LoadedStream extends LoadedGroup {
  readonly stream: StreamRow | undefined;
}

/** Finds the group and the stream that a request names. It reveals nothing. */
export async function loadStream(
  scope: Scope,
  input: NamesGroup & { readonly logStreamName?: string | undefined },
): Promise<LoadedStream> {
  const loaded = await loadGroup(scope, input);
  const name = input.logStreamName;
  const isAsked = loaded.group !== undefined && name !== undefined;
  return { ...loaded, stream: isAsked ? await findStream(scope.reader, loaded.group.id, name) : undefined };
}

/** @throws AwsError ResourceNotFoundException, InvalidParameterException */
export function existingStream(
  input: NamesGroup,
  loaded: LoadedStream,
): { readonly group: GroupRow; readonly stream: StreamRow } {
  const group = existing(input, loaded);
  if (loaded.stream === undefined) throw streamNotFound();
  return { group, stream: loaded.stream };
}
