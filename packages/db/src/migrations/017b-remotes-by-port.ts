import { sql, type Kysely } from 'kysely'

/**
 * What fails or is limited as a whole is an origin: scheme, host and port. Another port of a host is
 * another server, and has a breaker of its own. What was kept of the remotes of before is let go; whoever
 * waits for one of them looks again.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const address = `coalesce(settings->>'instanceUrl', settings->>'siteUrl', settings->>'adminUrl',
  settings->>'service', settings->>'apiUrl', settings->>'url')`

const scheme = String.raw`[a-zA-Z][a-zA-Z0-9+.-]*`
/** Up to the host, with whatever parsers of addresses let pass: blanks before, slashes of either kind. */
const before = String.raw`^\s*${scheme}:[/\\]*(?:[^/\\?#]*@)?`
const host = String.raw`\[[^]]*\]|[^/\\?#:]+`

const schemeOf = `lower(substring(${address} from '^\\s*(${scheme}):'))`
const hostOf = `lower(substring(${address} from '${before}(${host})'))`
const portOf = `coalesce(substring(${address} from '${before}(?:${host}):0*([0-9]+)'),
  case ${schemeOf} when 'https' then '443' when 'http' then '80' else '' end)`

const statements = [
  'alter table accounts drop column remote',
  `alter table accounts add column remote text collate "C" generated always as (
    platform || coalesce('/' || ${schemeOf} || '://' || ${hostOf} || ':' || ${portOf}, '')) stored`,
  // Whether the last attempt of the account reached its remote; null before there was one.
  'alter table lanes add column healthy boolean',
  'delete from breakers',
  `update lanes set ready = true, turn = coalesce(turn, pass), waits_for = null, reason = null
    where waits_for not like 'run\\_%'`,
]
