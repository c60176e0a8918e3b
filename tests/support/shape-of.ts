import type pg from 'pg'

/** Emptied tables keep their pages: a database that has grown so large is not used again. */
const bytesMax = 40_000_000

/** Where definitions, settings and the planner's statistics are stored. */
const catalogs = [
  'pg_class',
  'pg_attribute',
  'pg_attrdef',
  'pg_constraint',
  'pg_proc',
  'pg_trigger',
  'pg_event_trigger',
  'pg_rewrite',
  'pg_extension',
  'pg_statistic',
]

/** The state of everything but rows. Each change of a catalog leaves a row of a later transaction, or fewer rows. */
export async function shapeOf(client: pg.Client): Promise<string> {
  const versions = catalogs.map(
    (name) => `(select concat(count(*), '/', max(xmin::text::bigint)) from ${name})`,
  )
  const { rows } = await client.query<{ shape: string }>(
    `select concat_ws(' ', ${versions.join(', ')},
      (select sum(reltuples) from pg_class where oid >= 16384),
      (select count(*) from pg_db_role_setting where setdatabase = pg_database.oid),
      datconnlimit, pg_database_size(oid) > ${bytesMax}) as shape
     from pg_database where datname = current_database()`,
  )
  return rows[0]?.shape ?? ''
}
