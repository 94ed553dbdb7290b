import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { compilePattern, UnusablePattern } from './linear-pattern.ts';
import { matchesWhole } from './linear-match.ts';

function matches(pattern: string, text: string): boolean {
  return matchesWhole(compilePattern(pattern), text);
}

describe('AllowedPattern', () => {
  it('matches whole values', () => {
    for (const [pattern, yes, no] of [
      ['fixture-.*', 'fixture-one', 'a fixture-one'],
      ['^\\d+$', '0123', '12a'],
      ['[a-f\\d]{2,3}', 'a0f', 'a0f0'],
      ['(?:red|green)(,(?:red|green))*', 'red,green,red', 'red,'],
      ['[^,\\s]+', 'ü-λ', 'a b'],
      ['a{0}b?', '', 'a'],
      ['.', '😀', '\n'],
      ['[]a-]+', ']-a', 'b'],
      ['\\x41\\u0042\\.\\[', 'AB.[', 'ABC['],
      ['(a*)*', 'aaa', 'b'],
      ['|x', '', 'y'],
    ] as const) {
      assert.equal(matches(pattern, yes), true, `${pattern} ${yes}`);
      assert.equal(matches(pattern, no), false, `${pattern} ${no}`);
    }
  });

  it('refuses what is no pattern and what cannot be matched in linear time', () => {
    const patterns = [
      '[',
      '(',
      ')',
      'a)',
      '*',
      'a**',
      'a++',
      'a{2',
      'a{3,2}',
      'a{9999}',
      '\\',
      '[b-a]',
      '[a-\\d]',
      '{',
    ];
    const others = [
      '(a)\\1',
      '(?=a)',
      '(?i)a',
      '\\bа',
      '\\p{L}',
      '[a&&b]',
      '[a[b]]',
      '(a{900}){900}',
      '(?<n>a)',
      'a?+',
    ];

    for (const pattern of [...patterns, ...others]) {
      assert.throws(() => compilePattern(pattern), UnusablePattern, pattern);
    }
  });

  it('says what the regular expressions of JavaScript say', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w', '1', '-');
    const quantifier = fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,3}', '{2,}', '*?');
    const { pattern } = fc.letrec<{ pattern: string; part: string }>(tie => ({
      part: fc
        .tuple(
          fc.oneof(
            { maxDepth: 3 },
            atom,
            tie('pattern').map(text => `(${text})`),
          ),
          quantifier,
        )
        .map(parts => parts.join('')),
      pattern: fc
        .array(fc.array(tie('part'), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 })
        .map(choices => choices.map(parts => parts.join('')).join('|')),
    }));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', '-', 'é'), maxLength: 8 });

    fc.assert(
      fc.property(pattern, text, (source, value) => {
        // Repetitions of repetitions grow beyond what is compiled.
        fc.pre(source.length < 40);
        assert.equal(matches(source, value), new RegExp(`^(?:${source})$`, 'u').test(value), `${source} ${value}`);
      }),
      { numRuns: 300 },
    );
  });

  it('takes no longer for what makes others hang', () => {
    const began = processorMs();

    assert.equal(matches('(a+)+b', 'a'.repeat(8_192)), false);
    assert.equal(matches('([a-z]+)*([a-z]+)*[0-9]', 'a'.repeat(8_192)), false);

    assert.ok(processorMs() - began < 1_000);
  });
});

/** Milliseconds of processor time that this thread has used: how busy the machine is does not count. */
function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
