import type pg from 'pg'

type Lack = { readonly name: string; readonly missing: readonly string[] }

const tableRights = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const

/** The rights on tables that the role lacks, and the right to create one where a view is rebuilt. */
const rightsQuery = `
  select quote_ident(relname) as name, array(
      select wanted from unnest($1::text[]) with ordinality as wanted (wanted, place)
      where not has_table_privilege(pg_class.oid, wanted) order by place) as missing
  from pg_class
  where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')
    and relname not like 'kysely\\_%'
  union all
  select 'schema ' || quote_ident(current_schema()), '{CREATE}'
  where not has_schema_privilege(current_schema(), 'CREATE')
  order by 1`

/** The tables of views are replaced on a rebuild, which only an owner can do. */
const ownershipQuery = `
  select quote_ident(relname) as name, '{OWNERSHIP}'::text[] as missing
  from views join pg_class on relname = views.name and relnamespace = current_schema()::regnamespace
  where not pg_has_role(relowner, 'USAGE') order by 1`

/** Returns the rights that Pressrun needs and its role lacks, as a sentence; undefined when it has them all. */
export async function rightsFault(client: pg.Pool | pg.ClientBase): Promise<string | undefined> {
  const { rows: rights } = await client.query<Lack>(rightsQuery, [tableRights])
  const lacks = rights.filter(({ missing }) => missing.length > 0)
  const mayRead = !lacks.some(({ name, missing }) => name === 'views' && missing.includes('SELECT'))
  const owned = mayRead ? (await client.query<Lack>(ownershipQuery)).rows : []
  if (lacks.length + owned.length === 0) return undefined
  const { rows: roles } = await client.query<{ role: string }>('select current_user as role')
  return describeLacks(roles[0]?.role ?? '', [...lacks, ...owned])
}

const namedMax = 3

function describeLacks(role: string, lacks: readonly Lack[]): string {
  const named = lacks
    .slice(0, namedMax)
    .map(({ name, missing }) => `${missing.join(', ')} on ${name}`)
  const others = lacks.length - named.length
  return (
    `the database role ${role} lacks ${named.join('; ')}${others > 0 ? `; and ${others} more` : ''}` +
    ' (it needs SELECT, INSERT, UPDATE and DELETE on all tables and, to rebuild views,' +
    ' their ownership and CREATE on the schema)'
  )
}
