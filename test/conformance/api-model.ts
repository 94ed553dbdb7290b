/**
 * AWS's API models, as the reference folder beside the repository keeps them, and Coffer's contracts, both brought to one
 * form, so that they can be compared. The folder is `$COFFER_SHARED/reference`, or `../shared/reference`.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { Member, Shape } from '@coffer/wire';

const shared = process.env['COFFER_SHARED'] ?? new URL('../../../shared', import.meta.url).pathname;

/** Whether there is anything to compare with. */
export function hasModels(): boolean {
  return existsSync(`${shared}/reference/secretsmanager.json`);
}

/** A member of the model: its type `t` and its traits, under the short names of the reference's README. */
export interface ModelMember {
  readonly t: string;
  readonly req?: 1;
  readonly min?: number;
  readonly max?: number;
  readonly pat?: string;
  readonly enum?: readonly string[];
  readonly enumRef?: string;
  readonly sens?: 1;
  readonly idem?: 1;
  readonly loc?: string;
  readonly wire?: string;
  /** The newest SDK alone has it: its constraints are not known. */
  readonly new?: 1;
  readonly ref?: string;
  readonly of?: ModelMember;
  readonly key?: ModelMember;
  readonly val?: ModelMember;
}

export type ModelMembers = Readonly<Record<string, ModelMember>>;

export interface ModelOperation {
  readonly in?: ModelMembers;
  readonly out?: ModelMembers;
  readonly err?: readonly string[];
  readonly page?: ModelPages;
  /** REST services: `POST /2015-03-31/functions`. */
  readonly http?: string;
  readonly status?: number;
  readonly inTraits?: { readonly payload?: string };
  readonly outTraits?: { readonly payload?: string };
}

/** How a paginated operation gives its pages: the members that hold tokens, the size of a page, lists, and the end. */
export interface ModelPages {
  readonly in: string;
  readonly out: string;
  readonly limit?: string;
  readonly result: string | readonly string[];
  readonly more?: string;
}

export interface Model {
  readonly meta: {
    readonly apiVersion: string;
    readonly jsonVersion: string;
    readonly targetPrefix: string;
    readonly endpointPrefix: string;
    readonly signingName: string;
    readonly protocol: string;
    readonly xmlNamespace?: string;
    readonly globalEndpoint?: string;
  };
  readonly ops: Readonly<Record<string, ModelOperation>>;
  readonly structs?: Readonly<Record<string, { readonly members: ModelMembers }>>;
  readonly enums?: Readonly<Record<string, readonly string[]>>;
  readonly errors: Readonly<Record<string, { readonly status: number }>>;
}

export function readModel(service: string): Model {
  return JSON.parse(readFileSync(`${shared}/reference/${service}.json`, 'utf8'));
}

/** One fact a line: `SecretId.max` is `2048`. */
export type Facts = Map<string, string>;

/** What the model says of a struct's members. */
export function factsOfModel(model: Model, members: ModelMembers, path = '', facts: Facts = new Map()): Facts {
  for (const [name, member] of Object.entries(members)) addModel(model, member, `${path}${name}`, facts);
  return facts;
}

const kinds: Readonly<Record<string, Shape['kind']>> = { int: 'integer', bool: 'boolean', number: 'long' };

function addModel(model: Model, member: ModelMember, path: string, facts: Facts): void {
  const values = member.enum ?? (member.enumRef === undefined ? undefined : model.enums?.[member.enumRef]);
  note(facts, path, {
    kind: kinds[member.t] ?? member.t,
    required: member.req === 1,
    min: member.min,
    max: member.max,
    pattern: member.pat,
    values: values?.toSorted().join(),
    sensitive: member.sens === 1,
    idempotencyToken: member.idem === 1,
    loc: member.loc,
    wire: member.loc === undefined ? undefined : member.wire,
  });
  if (member.of !== undefined) addModel(model, member.of, `${path}[]`, facts);
  if (member.key !== undefined) addModel(model, member.key, `${path}{key}`, facts);
  if (member.val !== undefined) addModel(model, member.val, `${path}{value}`, facts);
  if (member.ref !== undefined) factsOfModel(model, model.structs?.[member.ref]?.members ?? {}, `${path}.`, facts);
}

/** What a contract says of a struct's members, in the same words. */
export function factsOfContract(members: Readonly<Record<string, Member>>, path = '', facts: Facts = new Map()): Facts {
  for (const [name, member] of Object.entries(members)) addShape(member, `${path}${name}`, facts);
  return facts;
}

function addShape(shape: Member, path: string, facts: Facts): void {
  const text = shape.kind === 'string' ? shape : undefined;
  const bounds: { readonly min?: number; readonly max?: number } = 'min' in shape || 'max' in shape ? shape : {};
  note(facts, path, {
    kind: shape.kind,
    required: shape.required === true,
    min: bounds.min,
    max: bounds.max,
    pattern: text?.pattern,
    values: text?.values?.toSorted().join(),
    sensitive: 'sensitive' in shape && shape.sensitive === true,
    idempotencyToken: text?.idempotencyToken === true,
    // The model says of the operation which member is the whole body.
    loc: shape.loc === 'payload' ? undefined : shape.loc,
    wire: shape.loc === undefined ? undefined : shape.wire,
  });
  if (shape.kind === 'list') addShape(shape.of, `${path}[]`, facts);
  if (shape.kind === 'map') addShape(shape.key, `${path}{key}`, facts);
  if (shape.kind === 'map') addShape(shape.value, `${path}{value}`, facts);
  if (shape.kind === 'struct') factsOfContract(shape.members, `${path}.`, facts);
}

function note(
  facts: Facts,
  path: string,
  traits: Readonly<Record<string, string | number | boolean | undefined>>,
): void {
  for (const [trait, value] of Object.entries(traits)) {
    if (value !== undefined && value !== false) facts.set(`${path}.${trait}`, String(value));
  }
}

/** Where two sets of facts differ: `RecoveryWindowInDays.max: 30 in AWS's model, absent here`. */
export function differences(where: string, theirs: Facts, ours: Facts): string[] {
  const keys = [...new Set([...theirs.keys(), ...ours.keys()])].toSorted();
  return keys
    .filter(key => theirs.get(key) !== ours.get(key))
    .map(key => `${where} ${key}: ${theirs.get(key) ?? 'absent'} in AWS's model, ${ours.get(key) ?? 'absent'} here`);
}
