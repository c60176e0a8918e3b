import { sql, type Kysely } from 'kysely'

/**
 * What was published when, by hour, project, platform and account. A view: it can be dropped and
 * filled again from the log.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table analytics_hourly (
        hour timestamptz not null,
        project_id text collate "C" not null,
        platform text collate "C" not null,
        account_id text collate "C" not null,
        posts_success integer not null,
        posts_failed integer not null,
        posts_unconfirmed integer not null,
        duration_ms_sum bigint not null,
        lateness_ms_sum bigint not null,
        duration_buckets integer[] not null,
        primary key (hour, project_id, platform, account_id)
      )`,
    )
    .execute(db)
}
