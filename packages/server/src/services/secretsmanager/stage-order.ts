/**
 * The order of staging labels on the wire: that in which a Java HashSet yields them. Inferred from recordings of AWS,
 * which all agree with it: `["REPLAY","AWSCURRENT"]`, `["AWSPREVIOUS","REPLAY"]`, `["BLUE","AWSCURRENT"]`.
 */

/** The labels as AWS would list them; they are distinct and at most 20, in the order in which they were attached. */
export function inWireOrder(stages: readonly string[]): readonly string[] {
  if (stages.length < 2) {
    return stages;
  }
  const lastBucket = buckets(stages.length) - 1;
  return stages
    .map(stage => ({ stage, bucket: spread(hashCode(stage)) & lastBucket }))
    .toSorted((a, b) => a.bucket - b.bucket) // stable: a bucket keeps the order of insertion, also when the table grows
    .map(entry => entry.stage);
}

/** A HashSet begins with 16 buckets and doubles them when it is more than three quarters full. */
function buckets(size: number): number {
  let count = 16;
  while (size > count * 0.75) {
    count *= 2;
  }
  return count;
}

/** `HashMap.hash`: the high bits take part in choosing the bucket. */
function spread(hash: number): number {
  return hash ^ (hash >>> 16);
}

/** `String.hashCode`: 31 * hash + UTF-16 unit, in 32 bits. */
function hashCode(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) {
    hash = (31 * hash + text.charCodeAt(i)) | 0;
  }
  return hash;
}
