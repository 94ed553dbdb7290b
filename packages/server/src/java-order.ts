/**
 * The order in which a Java HashSet yields texts. AWS keeps labels and batches of names in such sets. Inferred from
 * recordings, which all agree with it: of staging labels `["REPLAY","AWSCURRENT"]`, `["AWSPREVIOUS","REPLAY"]`,
 * `["BLUE","AWSCURRENT"]`; of a parameter's labels `valid, stable`.
 */

/** Texts as AWS would list them; they are distinct, in the order in which they came. */
export function inJavaOrder(texts: readonly string[]): readonly string[] {
  if (texts.length < 2) return texts;
  const count = bucketsFor(texts.length);
  return texts
    .map(text => ({ text, bucket: javaBucket(text, count) }))
    .toSorted((a, b) => a.bucket - b.bucket) // stable: a bucket keeps the order of insertion, also when the table grows
    .map(entry => entry.text);
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
