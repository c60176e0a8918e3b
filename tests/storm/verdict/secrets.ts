import type { RecordedEvent } from '@pressrun/events'
import type pg from 'pg'
import type { Account } from '../customers/connect-accounts.ts'
import type { Stack } from '../stack/stack.ts'

/** Where a used secret can be read: in logs, events, rows and metrics. */
export async function leakedSecrets(
  stack: Stack,
  accounts: readonly Account[],
  pool: pg.Pool,
  log: readonly RecordedEvent[],
): Promise<string[]> {
  const secrets = [...stack.secrets, ...accounts.flatMap(({ credentials }) => textsIn(credentials))]
  const places: [string, string][] = [
    ['the logs', stack.log()],
    ['the events', JSON.stringify(log)],
    ['the rows', JSON.stringify(await rows(pool))],
    ['the metrics', await metrics(stack)],
  ]
  return places.flatMap(([place, text]) =>
    secrets
      .filter((secret) => text.includes(secret))
      .map((secret) => `${place} tell a secret that begins with ${secret.slice(0, 4)}`),
  )
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return Object.values((value as object | null) ?? {}).flatMap(textsIn)
}

async function rows(pool: pg.Pool): Promise<unknown[]> {
  const tables = ['tasks', 'runs', 'accounts', 'idempotency_keys', 'api_keys']
  const read = await Promise.all(tables.map((table) => pool.query(`select * from ${table}`)))
  return read.map((result) => result.rows)
}

async function metrics(stack: Stack): Promise<string> {
  const answers = await Promise.all(stack.metricsUrls().map((url) => fetch(url)))
  for (const { ok, url, status } of answers) if (!ok) throw new Error(`${url} answers ${status}`)
  return (await Promise.all(answers.map((answer) => answer.text()))).join('\n')
}
