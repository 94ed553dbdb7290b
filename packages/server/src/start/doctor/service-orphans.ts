/** Rows that belong to nothing, of grants, functions, logs, rotations and stacks. */
import { sql } from '../../storage/sql.ts';
import type { Orphans } from './orphans.ts';

export const SERVICE_ORPHANS: readonly Orphans[] = [
  {
    what: 'grants without their KMS key',
    rows: sql`
      select g.grant_id as id
      from kms_grant g
      left join kms_key k on k.key_id = g.key_id
      where k.key_id is null
      limit 1000`,
  },
  {
    // Grants of a key whose number is 0 are not looked for when access is decided.
    what: 'KMS keys that have another number of grants than is noted',
    rows: sql`
      select k.key_id as id
      from kms_key k
      left join kms_grant g on g.key_id = k.key_id
      group by k.key_id, k.grant_count
      having count(g.grant_id) <> k.grant_count
      limit 1000`,
  },
  {
    what: 'KMS keys that wait for their deletion and that no job will delete',
    rows: sql`
      select k.key_id as id
      from kms_key k
      left join job j on j.subject = k.key_id and j.kind = 'kms.end-of-waiting'
      where k.deletion_at is not null and j.id is null
      limit 1000`,
  },
  {
    what: 'functions of accounts that are not there',
    rows: sql`
      select f.name as id
      from lambda_function f
      left join account a on a.account_id = f.account_id
      where a.account_id is null
      limit 1000`,
  },
  {
    what: 'functions whose code is not whole',
    rows: sql`
      select f.name as id
      from lambda_function f
      left join lambda_blob b on b.id = f.code_id
      group by f.id, f.name
      having count(b.id) <> coalesce(max(b.parts), 1)
      limit 1000`,
  },
  {
    what: 'parts of code or payloads that no function has',
    rows: sql`
      select distinct b.id as id
      from lambda_blob b
      left join lambda_function f on f.code_id = b.id
      left join lambda_event e on e.id = b.id
      where f.id is null and e.id is null
      limit 1000`,
  },
  {
    what: 'invocations without their function',
    rows: sql`
      select e.id as id
      from lambda_event e
      left join lambda_function f on f.id = e.function_id
      where f.id is null
      limit 1000`,
  },
  {
    what: 'invocations that no job will make',
    rows: sql`
      select e.id as id
      from lambda_event e
      left join job j on j.subject = e.id and j.kind = 'lambda-event'
      where j.id is null
      limit 1000`,
  },
  {
    what: 'log groups of accounts that are not there',
    rows: sql`
      select g.name as id
      from log_group g
      left join account a on a.account_id = g.account_id
      where a.account_id is null
      limit 1000`,
  },
  {
    what: 'log streams without their group',
    rows: sql`
      select s.id as id
      from log_stream s
      left join log_group g on g.id = s.group_id
      where g.id is null
      limit 1000`,
  },
  {
    what: 'log streams that are gone and whose events nobody will delete',
    rows: sql`
      select distinct b.stream_id as id
      from log_batch b
      left join log_stream s on s.id = b.stream_id
      left join log_garbage g on g.id = b.stream_id or g.id = b.group_id
      where s.id is null and g.id is null
      limit 1000`,
  },
  {
    what: 'rotations without their secret',
    rows: sql`
      select r.secret_id as id
      from secret_rotation r
      left join secret s on s.id = r.secret_id
      where s.id is null
      limit 1000`,
  },
  {
    what: 'secrets whose rotation no job goes on with, or begins',
    rows: sql`
      select s.id as id
      from secret s
      left join secret_rotation r on r.secret_id = s.id and r.status = 'running'
      left join job j on j.subject = s.id and j.kind = 'secretsmanager.rotation'
      where s.rotation_enabled = 1
        and s.rotation_lambda_arn is not null
        and s.deleted_at is null
        and (r.secret_id is not null or s.next_rotation_at is not null)
        and j.id is null
      limit 1000`,
  },
  {
    what: 'stacks of accounts that are not there',
    rows: sql`
      select k.name as id
      from cfn_stack k
      left join account a on a.account_id = k.account_id
      where a.account_id is null
      limit 1000`,
  },
  {
    what: 'stacks in progress that no job goes on with',
    rows: sql`
      select k.name as id
      from cfn_stack k
      left join job j on j.subject = k.id and j.kind = 'cloudformation.stack'
      where k.status in ('CREATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'DELETE_IN_PROGRESS')
        and j.id is null
      limit 1000`,
  },
  {
    what: 'change sets, resources or events without their stack',
    rows: sql`
      select o.stack_id as id
      from (
        select stack_id from cfn_change_set
        union
        select stack_id from cfn_resource
        union
        select stack_id from cfn_event
      ) o
      left join cfn_stack k on k.id = o.stack_id
      where k.id is null
      limit 1000`,
  },
];
