import type { AccountId, AccountState } from '@pressrun/events'
import { insertInto, updateIn } from '../table/statements.ts'
import { id, table } from '../table/table.ts'

const address = `coalesce(settings->>'instanceUrl', settings->>'siteUrl', settings->>'adminUrl',
  settings->>'service', settings->>'apiUrl', settings->>'url')`

const scheme = String.raw`[a-zA-Z][a-zA-Z0-9+.-]*`
/** Up to the host, with what URL parsers tolerate: blanks before, slashes of either kind. */
const before = String.raw`^\s*${scheme}:[/\\]*(?:[^/\\?#]*@)?`
const host = String.raw`\[[^]]*\]|[^/\\?#:]+`

const schemeOf = `lower(substring(${address} from '^\\s*(${scheme}):'))`
const hostOf = `lower(substring(${address} from '${before}(${host})'))`
const portOf = `coalesce(substring(${address} from '${before}(?:${host}):0*([0-9]+)'),
  case ${schemeOf} when 'https' then '443' when 'http' then '80' else '' end)`

type Beside = {
  /**
   * What fails or is limited as a whole: the platform, and of platforms with many servers the origin (scheme, host and
   * port). Another port of a host is another server.
   */
  readonly upstream: string
}

export const accounts = table<AccountState, Beside>({
  name: 'accounts',
  columns: {
    id: `${id} primary key`,
    version: 'integer not null',
    status: `${id} not null`,
    reason: 'json',
    projectId: `${id} not null references projects (id)`,
    platform: `${id} not null`,
    name: 'text not null',
    settings: 'json not null',
    limits: 'json not null',
    connectedVersion: 'integer not null default 1',
    unconfirmedPolicy: `${id} not null default 'ask'`,
    verified: 'json',
    blockedUntil: 'timestamptz',
    createdAt: 'timestamptz not null',
  },
  beside: {
    upstream: `${id} generated always as (
      platform || coalesce('/' || ${schemeOf} || '://' || ${hostOf} || ':' || ${portOf}, '')) stored`,
  },
  more: [
    `create unique index accounts_name on accounts (project_id, name) where status <> 'removed'`,
    `create index accounts_removed on accounts (id) where status = 'removed'`,
    `create index accounts_held on accounts (id) where status = 'held'`,
    `create index accounts_paused on accounts (id) where status = 'paused'`,
  ],
})

export const insertAccounts = insertInto<AccountState>(accounts)
export const updateAccounts = updateIn<AccountState>(accounts, { guards: ['version'] })

type Credentials = {
  readonly accountId: AccountId
  readonly version: number
  readonly sealed: Buffer
  readonly keyId: string
}

export const accountCredentials = table<Credentials>({
  name: 'account_credentials',
  columns: {
    accountId: `${id} primary key`,
    version: 'integer not null',
    sealed: 'bytea not null',
    keyId: `${id} not null`,
  },
  more: ['create index account_credentials_key on account_credentials (key_id)'],
})
