import type { ApiClient } from '../../api/api-client.ts'
import { everyItem } from '../../api/run.ts'
import { OperatorError } from '../../operator-error.ts'

type Account = { id: string; name: string; platform: string }

/** The ids of accounts given by name or by id, in the order given, each once. */
export async function resolveAccounts(
  api: ApiClient,
  wanted: readonly string[],
): Promise<string[]> {
  const accounts = await everyItem<Account>(api, '/accounts')
  return [...new Set(wanted.map((name) => accountId(name, accounts)))]
}

function accountId(wanted: string, accounts: readonly Account[]): string {
  const found = accounts.filter(({ id, name }) => id === wanted || name === wanted)
  if (found.length === 1 && found[0] !== undefined) return found[0].id
  if (found.length > 1) {
    throw new OperatorError(
      `${found.length} accounts are named "${wanted}": use an id (${ids(found)})`,
    )
  }
  const known = accounts.length === 0 ? 'there are none yet' : `there are ${names(accounts)}`
  throw new OperatorError(`no account is named "${wanted}": ${known}`)
}

const namesShownMax = 10

function names(accounts: readonly Account[]): string {
  const shown = accounts.slice(0, namesShownMax).map(({ name }) => name)
  const more = accounts.length - shown.length
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function ids(accounts: readonly Account[]): string {
  return accounts.map(({ id }) => id).join(', ')
}
