/** The lines that AWS itself writes into a function's log. Source: AWS Lambda Developer Guide, "Log format". */

/** `INIT_START` of a process that starts, with what really runs it: `nodejs`, `python` or `provided`, and its version. */
export function initStartLine(kind: string, version: string): string {
  return `INIT_START Runtime Version: ${kind}:${version}`;
}

export function startLine(requestId: string): string {
  return `START RequestId: ${requestId} Version: $LATEST`;
}

export function endLine(requestId: string): string {
  return `END RequestId: ${requestId}`;
}

export interface Report {
  readonly requestId: string;
  /** Milliseconds. */
  readonly duration: number;
  /** Megabytes. */
  readonly memorySize: number;
  /** Bytes. */
  readonly maxMemoryUsed: number;
  /** Milliseconds; absent when the process was warm. */
  readonly initDuration?: number | undefined;
  /** `timeout` or `error`; absent when the function answered. */
  readonly status?: 'timeout' | 'error' | undefined;
  readonly errorType?: string | undefined;
}

/** The line with what the invocation took; its parts are separated by tabs, and one stands at the end. */
export function reportLine(report: Report): string {
  const { requestId, duration, memorySize, maxMemoryUsed, initDuration, status, errorType } = report;
  const parts = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${duration.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(duration + (initDuration ?? 0))} ms`,
    `Memory Size: ${memorySize} MB`,
    `Max Memory Used: ${Math.ceil(maxMemoryUsed / 1_048_576)} MB`,
  ];
  if (initDuration !== undefined) parts.push(`Init Duration: ${initDuration.toFixed(2)} ms`);
  if (status !== undefined) parts.push(`Status: ${status}`);
  if (errorType !== undefined) parts.push(`Error Type: ${errorType}`);
  return `${parts.join('\t')}\t`;
}

/** `2026/01/31/[$LATEST]` and 32 hexadecimal digits: one stream for each process. */
export function streamName(now: number, random: Uint8Array): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[$LATEST]${Buffer.from(random).toString('hex')}`;
}
