/**
 * Resolves or rejects as `work` does. When it takes longer than this many milliseconds, `force` is called, once, to put
 * an end to it; the result still is that of `work`.
 */
export async function withDeadline(work: Promise<void>, ms: number, force: () => void): Promise<void> {
  const timer = setTimeout(force, ms);
  try {
    await work;
  } finally {
    clearTimeout(timer);
  }
}
