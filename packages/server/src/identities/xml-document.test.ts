import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { parseXmlDocument } from './xml-document.ts';

describe('parseXmlDocument', () => {
  it('reads elements, attributes and text, whatever their prefix', () => {
    const root = parseXmlDocument(
      `\uFEFF<?xml version="1.0"?>\n<!-- c --><md:a x='1' xml:lang="de">t&#x41;<b/>&lt;<![CDATA[<&>]]><ds:c >u</ds:c ></md:a>\n`,
    );

    assert.equal(root?.name, 'a');
    assert.deepEqual(
      [...(root?.attributes ?? [])],
      [
        ['x', '1'],
        ['xml:lang', 'de'],
      ],
    );
    assert.equal(root?.text, 'tA<<&>');
    assert.deepEqual(
      root?.children.map(({ name, text }) => [name, text]),
      [
        ['b', ''],
        ['c', 'u'],
      ],
    );
  });

  it('refuses what is no XML, document types, and unknown entities', () => {
    for (const text of [
      '',
      'x',
      '<a>',
      '</a>',
      '<a></b>',
      '<a/><b/>',
      '<a/>x',
      '<a x/>',
      '<a x=1/>',
      '<a x="1" x="2"/>',
      '<a x="<"/>',
      '<1/>',
      '<a>&nbsp;</a>',
      '<a>&</a>',
      '<a>&#0;</a>',
      '<a><!-- </a>',
      '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
      `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`,
    ]) {
      assert.equal(parseXmlDocument(text), undefined, text.slice(0, 40));
    }
  });

  it('never throws, and takes time that grows with the length alone', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('<', '>', '/', '!', '-', '[', ']', '&', ';', '"', "'", '=', ' ', 'a') }),
        text => {
          parseXmlDocument(text);
        },
      ),
    );
    const began = processorMs();
    for (const piece of ['<', '<a ', '&', '<!--', '<![CDATA[', ' ', '<a x="', '\n'])
      parseXmlDocument(piece.repeat(200_000));
    parseXmlDocument(`<a${' x="1'.repeat(100_000)}>`);
    parseXmlDocument(`<a${Array.from({ length: 50_000 }, (_, i) => ` x${i}="1"`).join('')}/>`);
    parseXmlDocument(`<a ${' '.repeat(500_000)}x/>`);
    assert.ok(processorMs() - began < 3_000);
  });
});

/** Milliseconds of processor time that this thread has used: how busy the machine is does not count. */
function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
