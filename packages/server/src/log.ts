import { pino } from 'pino';
import type { Logger } from 'pino';

/** The operator's log: JSON lines on standard error. Never holds secrets, credentials or request bodies. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

export function makeLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      serializers: { error: pino.stdSerializers.err },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
