/** The partition that a region belongs to; a region nobody knows is in `aws`. Source: partitions.json of AWS's SDKs. */
export function partitionOf(region: string): string {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}

/** The region for which requests to IAM are signed in a region's partition. Source: AWS General Reference, IAM endpoints. */
export function globalRegionOf(region: string): string {
  return GLOBAL_REGIONS.get(partitionOf(region)) ?? 'us-east-1';
}

const GLOBAL_REGIONS: ReadonlyMap<string, string> = new Map([
  ['aws-cn', 'cn-north-1'],
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-iso', 'us-iso-east-1'],
  ['aws-iso-b', 'us-isob-east-1'],
  ['aws-iso-e', 'eu-isoe-west-1'],
  ['aws-iso-f', 'us-isof-south-1'],
  ['aws-eusc', 'eusc-de-east-1'],
]);

/** Is this spelled like a region (`eu-central-1`)? Linear; at most 32 characters. */
export function isRegionName(text: string): boolean {
  return text.length <= 32 && /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(text);
}

const PARTITIONS: readonly (readonly [prefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
  ['eusc-', 'aws-eusc'],
];
