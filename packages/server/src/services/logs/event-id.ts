import type { Position } from './read-events.ts';

/** AWS has 56 digits. */
const DIGITS = 56;

/** The id of an event: clients that follow a log tell by it what they have shown. It grows with the time. */
export function eventId({ timestamp, streamId, batch, index }: Position): string {
  // 48 bits of the time, 64 of the stream's random id, 40 for the batch and 14 for the place in it.
  const stream = BigInt(`0x${streamId.replaceAll('-', '').slice(-16)}`);
  const id = (((((BigInt(timestamp) << 64n) | stream) << 40n) | BigInt(batch)) << 14n) | BigInt(index);
  return id.toString().padStart(DIGITS, '0');
}
