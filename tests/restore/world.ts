import assert from 'node:assert/strict'
import { join } from 'node:path'
import { readInstance, startPostgres } from '@pressrun/cli'
import { startFakePlatforms, type FakePlatforms } from '@pressrun/fake-platforms'
import { connectAccounts, type Account } from '../storm/customers/connect-accounts.ts'
import { kinds } from '../storm/customers/kinds.ts'
import { readPosts } from '../storm/verdict/post.ts'
import { deskOf, startInstance, temporaryDirectory, type Instance } from '../support/index.ts'
import { copyPostgres, putBack } from './postgres-copy.ts'
import { readRows, writeRows, type Rows } from './rows.ts'

/** An instance with an account of every kind, to back up and restore. */
export type World = AsyncDisposable & {
  readonly fakes: FakePlatforms
  readonly dataDir: string
  readonly accounts: readonly Account[]
  readonly instance: () => Instance
  /** Starts a run to all accounts; the title identifies its posts. */
  readonly publish: (name: Title, more?: object) => Promise<string>
  readonly completed: (runId: string) => Promise<void>
  /** Stores the database as it is now: a copy of its files, and its rows. */
  readonly backUp: () => Promise<void>
  /** Stops the instance, puts the files back, and starts it again. */
  readonly putFilesBack: (meanwhile?: () => Promise<void>) => Promise<void>
  /** Replaces the database in use by one with the rows, while everything runs. */
  readonly putRowsBack: () => Promise<void>
  /** The same while nothing but Postgres runs, and starts the instance again. */
  readonly moveRows: (meanwhile: () => Promise<void>) => Promise<void>
  /** How many posts each account shows of that run. */
  readonly posts: (name: Title) => Promise<Map<string, number>>
}

/** As the posts are read: by the titles of the storm. */
export type Title = `Storm ${number}-${number}`

export async function openWorld(): Promise<World> {
  const stack = new AsyncDisposableStack()
  const directory = stack.use(temporaryDirectory())
  const copies = stack.use(temporaryDirectory())
  const copy = join(copies.path, 'postgres')
  const fakes = stack.use(await startFakePlatforms())
  let instance = await startInstance({ dataDir: directory.path })
  stack.defer(() => instance[Symbol.asyncDispose]())
  const call = async (method: string, path: string, body?: unknown) =>
    instance.api(method, path, body)
  const accounts = await connectAccounts(kinds.length, fakes, call)
  for (const { id } of accounts) {
    const { status } = await call('PATCH', `/accounts/${id}`, { limits: { maxInFlight: 1 } })
    assert.equal(status, 200)
  }
  const accountIds = accounts.map(({ id }) => id)
  const databaseUrl = () => readInstance(directory.path)?.databaseUrl ?? assert.fail()
  let rows: Rows = new Map()
  return {
    fakes,
    dataDir: directory.path,
    accounts,
    instance: () => instance,
    publish: (title, more = {}) =>
      deskOf(instance).publish(accountIds, {
        content: { title, body: `*${title}* goes out.` },
        concurrency: 100,
        ...more,
      }),
    completed: async (runId) => {
      const { counts } = await deskOf(instance).completed(runId)
      assert.equal(counts.published, accounts.length)
    },
    async backUp() {
      rows = await readRows(databaseUrl())
      await copyPostgres(instance, copy)
    },
    putRowsBack: () => writeRows(databaseUrl(), rows),
    async moveRows(meanwhile) {
      await instance.end()
      {
        await using postgres = await startPostgres({ dataDir: join(directory.path, 'postgres') })
        await writeRows(postgres.url, rows)
      }
      await meanwhile()
      instance = await startInstance({ dataDir: directory.path })
    },
    async putFilesBack(meanwhile) {
      await instance.end()
      await putBack(copy, directory.path)
      await meanwhile?.()
      instance = await startInstance({ dataDir: directory.path })
    },
    async posts(title) {
      const all = await readPosts(fakes, directory.path)
      const ofRun = all.filter((post) => post.title === title)
      return new Map(
        accounts.map(({ name }) => [name, ofRun.filter(({ account }) => account === name).length]),
      )
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
