import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { AwsError } from '../aws-error.ts';
import { Redacted } from '../redacted.ts';
import { blob, boolean, double, integer, list, long, map, string, struct, timestamp } from '../shape.ts';
import { parseForm } from './form.ts';
import { decodeQuery } from './query-decode.ts';

const Everything = struct({
  Text: string(),
  Renamed: string({ wire: 'OnTheWire' }),
  Secret: string({ sensitive: true }),
  Bytes: blob(),
  Int: integer(),
  Long: long(),
  Double: double(),
  Flag: boolean(),
  At: timestamp(),
  List: list(string()),
  Structs: list(struct({ Key: string(), Values: list(integer()) })),
  Map: map(string(), string()),
  Struct: struct({ Name: string() }),
});

const decode = (text: string) => decodeQuery(Everything, parseForm(text));

function refused(text: string, message: string): void {
  assert.throws(
    () => decode(text),
    (error: unknown) => {
      assert.ok(error instanceof AwsError, text);
      assert.deepEqual([error.queryCode, error.queryStatus, error.message], ['MalformedInput', 400, message], text);
      return true;
    },
  );
}

test('each type is read', () => {
  const input = decode(
    'Action=X&Version=2011-06-15&Text=a+b&OnTheWire=r&Bytes=aGk%3D&Int=-1&Long=9007199254740991&Double=5e-1&Flag=true' +
      '&At=2026-01-02T03:04:05.678Z&List.member.1=a&List.member.2=b&Structs.member.1.Key=k' +
      '&Structs.member.1.Values.member.1=7&Map.entry.1.key=__proto__&Map.entry.1.value=v&Struct.Name=n',
  );

  assert.deepEqual(
    { ...input, Map: Object.entries(input.Map ?? {}) },
    {
      Text: 'a b',
      Renamed: 'r',
      Bytes: Uint8Array.of(104, 105),
      Int: -1,
      Long: Number.MAX_SAFE_INTEGER,
      Double: 0.5,
      Flag: true,
      At: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
      List: ['a', 'b'],
      Structs: [{ Key: 'k', Values: [7] }],
      Map: [['__proto__', 'v']],
      Struct: { Name: 'n' },
    },
  );
});

test('sensitive members come redacted', () => {
  const { Secret } = decode('Secret=hunter2');

  assert.ok(Secret instanceof Redacted);
  assert.equal(Secret.unwrap(), 'hunter2');
});

test('entries come in the order of their numbers, however far apart', () => {
  assert.deepEqual(decode('List.member.999999999=c&List.member.10=b&List.member.9=a').List, ['a', 'b', 'c']);
});

test('a name alone is an empty list, map or struct', () => {
  const input = decode('List=&Map=&Struct=');

  assert.deepEqual([input.List, Object.keys(input.Map ?? { x: 1 }), input.Struct], [[], [], {}]);
});

test('unknown parameters are ignored, and the last of several counts', () => {
  assert.deepEqual(decode('text=1&Nope.member.1=x&X-Amz-Date=1&Text=a&Text=b&constructor=x&__proto__=y'), {
    Text: 'b',
  });
});

test('a value of a wrong type is refused', () => {
  const structure = 'Start of structure or map found where not expected.';
  refused('Text.member.1=a', structure);
  refused('Text=a&Text.b=c', structure);
  refused('Int=1.5', 'STRING_VALUE can not be converted to an Integer');
  refused('Int=', 'STRING_VALUE can not be converted to an Integer');
  refused('Int=0x10', 'STRING_VALUE can not be converted to an Integer');
  refused(`Int=${'1'.repeat(65)}`, 'STRING_VALUE can not be converted to an Integer');
  refused('Long=1e3', 'STRING_VALUE can not be converted to a Long');
  refused('Double=1e999', 'STRING_VALUE can not be converted to a Double');
  refused('Double=Infinity', 'STRING_VALUE can not be converted to a Double');
  refused('Flag=True', 'STRING_VALUE can not be converted to a Boolean');
  refused('Flag=', 'STRING_VALUE can not be converted to a Boolean');
  refused('At=1767225600', 'STRING_VALUE can not be converted to milliseconds since epoch');
  refused('Bytes=aGk', 'STRING_VALUE can not be converted to a Blob');
  refused('List=a', 'Unexpected list element termination');
  refused('List.1=a', structure);
  refused('List.member=a', structure);
  refused('List.member.0=a', structure);
  refused('List.member.01=a', structure);
  refused('List.member.-1=a', structure);
  refused('List.member.1000000000=a', structure);
  refused('List.member.1=a&List.other=b', structure);
  refused('List=&List.member.1=a', 'Unexpected list element termination');
  refused('Map=a', 'Unexpected map element termination');
  refused('Map.entry.1.key=a', 'Unexpected map element termination');
  refused('Map.entry.1=a', 'Unexpected map element termination');
  refused('Struct=a', 'Unexpected complex element termination');
  refused('Structs.member.1=a', 'Unexpected complex element termination');
});

test('names nest only so deep', () => {
  refused(`a${'.a'.repeat(40)}=1`, 'Parameter names nest too deep');
});

test('whatever the form, the answer is a value of the shape or MalformedInput', () => {
  const part = fc.constantFrom(
    ...Object.keys(Everything.members),
    'member',
    'entry',
    'key',
    'value',
    '1',
    '2',
    '',
    '_',
  );
  const name = fc.array(part, { maxLength: 6 }).map(parts => parts.join('.'));
  const value = fc.oneof(fc.constantFrom('', 'true', '1', 'aGk=', '2026-01-02T03:04:05Z'), fc.string());
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 8 }), pairs => {
      try {
        for (const member of Object.keys(decodeQuery(Everything, pairs))) assert.ok(member in Everything.members);
      } catch (error) {
        assert.ok(error instanceof AwsError && error.queryCode === 'MalformedInput', String(error));
      }
    }),
    { numRuns: 1000 },
  );
});
