/**
 * The order in which a Java HashSet yields texts. AWS keeps labels and batches of names in such sets; every recording
 * agrees: labels `valid, stable`; invalid labels `awsBad, 123bad, bad label, ssmBad`.
 */

/** Texts as AWS would list them; they are distinct. */
export function inJavaOrder(texts: readonly string[]): readonly string[] {
  const count = bucketsFor(texts.length);
  // Stable: a bucket keeps the order of insertion.
  return texts.toSorted((a, b) => javaBucket(a, count) - javaBucket(b, count));
}

/** Which of `count` buckets, a power of two, holds a text: `HashMap.hash` lets the high bits take part. */
export function javaBucket(text: string, count: number): number {
  const hash = hashCode(text);
  return (hash ^ (hash >>> 16)) & (count - 1);
}

/** A HashSet begins with 16 buckets and doubles them when it is more than three quarters full. */
export function bucketsFor(size: number): number {
  let count = 16;
  while (size > count * 0.75) count *= 2;
  return count;
}

/** `String.hashCode`: 31 * hash + UTF-16 unit, in 32 bits. */
function hashCode(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (31 * hash + text.charCodeAt(i)) | 0;
  return hash;
}
