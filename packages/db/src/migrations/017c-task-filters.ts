import { sql, type Kysely } from 'kysely'

/**
 * The lists are filtered by these. What is being sent is left out: it is little, it is found by the indexes
 * of what is in flight, and each task saves an entry in each index.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

// Another collation of the same order: a page asks for it, so that the planner cannot take the primary key
// for it and walk through all tasks to a few at their end.
const id = 'id collate "POSIX"'

const statements = [
  `create index tasks_by_kind on tasks (project_id, platform, status, ${id}) where status <> 'running'`,
  `create index tasks_by_account on tasks (account_id, status, ${id}) where status <> 'running'`,
  `create index tasks_by_run on tasks (run_id, status, ${id}) where status <> 'running'`,
  `drop index tasks_error_code`,
  `create index tasks_by_code on tasks ((error->>'code'), ${id}) where error is not null`,
  // Few tasks are in these: what waits for a time, is tried again, or waits for a person's word.
  `create index tasks_timed on tasks (id) where status = 'queued' and eligible_at > '-infinity'`,
  `create index tasks_tried on tasks (id) where status = 'queued' and error is not null`,
  `create index tasks_to_resolve on tasks (id)
    where status = 'unconfirmed' and eligible_at is null`,
  `create index runs_by_project on runs (project_id, status, id)`,
  `create index runs_by_schedule on runs (schedule_id, id) where schedule_id is not null`,
  `create index articles_by_project on articles (project_id, id)`,
  `create index articles_by_external_id on articles (external_id, id) where external_id is not null`,
]
