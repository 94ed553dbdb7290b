import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isRegionName, partitionOf } from './region.ts';

it('knows the partition of a region', () => {
  const partitions = [
    ['us-east-1', 'aws'],
    ['cn-northwest-1', 'aws-cn'],
    ['us-gov-east-1', 'aws-us-gov'],
    ['us-iso-east-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
    ['eusc-de-east-1', 'aws-eusc'],
    ['home-office-1', 'aws'],
  ] as const;

  for (const [region, partition] of partitions) assert.equal(partitionOf(region), partition, region);
});

it('tells names of regions from other texts, in a time that grows with the length alone', () => {
  for (const name of ['us-east-1', 'ap-southeast-5', 'us-gov-west-1', 'eusc-de-east-1', 'eu-home-12']) {
    assert.equal(isRegionName(name), true, name);
  }
  for (const name of ['', 'us', 'us-east', 'US-EAST-1', 'us-east-1a', 'us_east_1', '-east-1', 'a-'.repeat(100_000)]) {
    assert.equal(isRegionName(name), false, name.slice(0, 20));
  }
});
