import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { jetstream, DeliverPolicy } from '@nats-io/jetstream'
import { connectBus, deadLetterStream, streamName } from '@pressrun/bus'
import { readInstance } from '@pressrun/cli'
import { query, type Instance } from '../support/index.ts'
import type { Teller } from './teller.ts'

/** The log as the API shows it, page by page. */
export async function events(tell: Teller): Promise<string> {
  const pages: string[] = []
  for (let after: number | null = 0; after !== null;) {
    const { body } = await tell('GET', `/events?after=${after}&limit=1000`)
    pages.push(JSON.stringify(body.items))
    after = body.nextAfter
  }
  return pages.join('\n')
}

/** Every row except those with the sealed credentials. */
export async function rows(instance: Instance): Promise<string> {
  const tables = await query<{ name: string }>(
    instance,
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`,
  )
  const wanted = tables.filter(({ name }) => name !== 'public.account_credentials')
  const read: string[] = []
  // One after the other: each takes a connection, and all tables at once more than the server has.
  for (const { name } of wanted) {
    const all = await query<{ row: string }>(
      instance,
      `select to_json(t)::text as row from ${name} t`,
    )
    read.push(all.map(({ row }) => `${name} ${row}`).join('\n'))
  }
  return read.join('\n')
}

/** What is in the streams, headers included. */
export async function messages({ dataDir }: Instance): Promise<string> {
  const bus = await connectBus({ url: readInstance(dataDir)?.natsUrl ?? '', name: 'test' })
  try {
    return (await Promise.all([streamName, deadLetterStream].map((name) => read(name)))).join('\n')
  } finally {
    await bus.close()
  }

  async function read(name: string): Promise<string> {
    const consumer = await jetstream(bus).consumers.get(name, { deliver_policy: DeliverPolicy.All })
    const { num_pending: waiting } = await consumer.info()
    const all: string[] = []
    while (all.length < waiting)
      for await (const message of await consumer.fetch({ max_messages: waiting, expires: 2_000 })) {
        const headers = (message.headers?.keys() ?? []).map((key) => message.headers?.get(key))
        all.push([message.subject, ...headers, message.string()].join('\n'))
      }
    return all.join('\n')
  }
}

export async function metrics({ dataDir, url }: Instance): Promise<string> {
  const { processes = {} } = readInstance(dataDir) ?? {}
  const ports = ['scheduler', 'publisher', 'analytics'].map((name) => processes[name]?.port)
  const urls = [`${url}/metrics`, ...ports.map((port) => `http://127.0.0.1:${port}/metrics`)]
  const read = urls.map(async (each) => (await fetch(each)).text())
  return (await Promise.all(read)).join('\n')
}

/** The logs of all processes. */
export function logs({ dataDir }: Instance): string {
  const directory = join(dataDir, 'logs')
  const read = (name: string) => `${name}\n${readFileSync(join(directory, name), 'utf8')}`
  return readdirSync(directory).map(read).join('\n')
}

/** What every user of the machine may read of the processes: their arguments. */
export function commandLines({ dataDir }: Instance): string {
  const running = Object.values(readInstance(dataDir)?.processes ?? {})
  return running.map(({ pid }) => commandLine(pid)).join('\n')
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
