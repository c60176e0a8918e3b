import assert from 'node:assert/strict'
import {
  commandHandler,
  logGuard,
  newIds,
  readStream,
  type Handle,
  type LogGuard,
} from '@pressrun/db'
import { changeContentSource, openQueryDatabase, removeContentSource } from '@pressrun/queries'
import { readSource, type AutoPublish, type SourceRow } from './source-row.ts'
import {
  defaultProjectId,
  toInstant,
  type AccountId,
  type RecordedEvent,
  type ScanResult,
  type SourceId,
} from '@pressrun/events'
import { createOutbound } from '@pressrun/outbound'
import { createDatabase, temporaryDirectory } from '@pressrun/tests'
import type pg from 'pg'
import { sourceReader } from './read-source.ts'
import { outcomeOf } from '../outcomes-of.fixture.ts'
import { scanSource, type ScanSourceOptions } from './scan-source.ts'
import { createScanSemaphores } from './scan-semaphores.ts'

const newId = newIds()
const meta = { projectId: defaultProjectId, actor: 'test' }

/** A scan's environment: a database, a directory, and a clock that moves only when a reader waits. */
export type TestSources = AsyncDisposable & {
  readonly pool: pg.Pool
  readonly guard: LogGuard
  handle: Handle
  readonly clock: { now: number }
  /** What was logged. */
  readonly faults: unknown[]
  /** Runs while a reader waits. */
  meanwhile: () => Promise<void>
  readonly dataDir: string
  readonly connect: () => Promise<AccountId>
  readonly addFeed: (location: string, autoPublish?: Partial<AutoPublish>) => Promise<SourceId>
  readonly addFolder: (location: string, autoPublish?: Partial<AutoPublish>) => Promise<SourceId>
  /** Changes its location, as a person would. */
  readonly move: (id: SourceId, location: string) => Promise<void>
  readonly remove: (id: SourceId) => Promise<void>
  /** Requests a scan by hand, or by the clock; returns its `SourceScanDue`. */
  readonly ask: (id: SourceId, by?: 'scheduler') => Promise<RecordedEvent>
  readonly react: (event: RecordedEvent, changes?: Partial<ScanSourceOptions>) => Promise<string>
  /** Requests a scan and performs it; returns its result. */
  readonly scan: (id: SourceId, changes?: Partial<ScanSourceOptions>) => Promise<ScanResult>
  readonly source: (id: SourceId) => Promise<SourceRow>
  /** The names its items are known by. */
  readonly names: (id: SourceId) => Promise<string[]>
  readonly articles: () => Promise<TestArticle[]>
  readonly runs: () => Promise<{ id: string; article_id: string; status: string; tasks: number }[]>
}

type TestArticle = {
  id: string
  title: string
  body: string
  version: number
  summary: string | null
  tags: string[]
  fields: Record<string, unknown> | null
  token: string
  source_updated_at: string | null
}

export async function openSources(): Promise<TestSources> {
  const stack = new AsyncDisposableStack()
  const { url } = stack.use(await createDatabase())
  const database = stack.use(openQueryDatabase({ url, connectionsMax: 4 }))
  const { pool } = database
  const { path: dataDir } = stack.use(temporaryDirectory())
  const outbound = stack.use(createOutbound({ privateTargets: ['127.0.0.1'] }))
  const clock = { now: Date.now() }
  const now = () => clock.now
  const handle = commandHandler({ pool, now })
  const { signal } = new AbortController()
  const read = sourceReader({
    pool,
    outbound,
    dataDir,
    sourceDirs: [],
    now: () => new Date(now()),
    wait: async (ms) => {
      clock.now += ms
      await world.meanwhile()
    },
  })
  const guard = logGuard({ pool, witnesses: async () => [] })
  await guard.check()
  const options: ScanSourceOptions = {
    pool,
    newId,
    guard,
    now,
    signal,
    read,
    semaphores: createScanSemaphores(),
    handle: (request) => world.handle(request),
    onScan: () => {},
    onFault: (_, cause) => world.faults.push(cause),
  }
  const add = async (
    type: SourceRow['type'],
    location: string,
    autoPublish?: Partial<AutoPublish>,
  ) => {
    const id = newId('source')
    const given = autoPublish && {
      priority: 5,
      concurrency: 10,
      firstScan: 'publish',
      ...autoPublish,
    }
    await pool.query(
      `insert into content_sources (id, project_id, type, location, every_minutes, auto_publish,
        next_scan_at, created_at, updated_at) values ($1, $2, $3, $4, 15, $5, $6, $6, $6)`,
      [id, defaultProjectId, type, location, given && JSON.stringify(given), new Date(clock.now)],
    )
    return id
  }
  const world: TestSources = {
    pool,
    guard,
    handle,
    clock,
    faults: [],
    meanwhile: async () => {},
    dataDir,
    async connect() {
      const accountId = newId('account')
      const account = { projectId: defaultProjectId, platform: 'feed', name: accountId }
      const command = { type: 'ConnectAccount', accountId, ...account, settings: {}, limits: {} }
      await handle({ command: command as never, meta })
      return accountId
    },
    addFeed: (location, autoPublish) => add('rss', location, autoPublish),
    addFolder: (location, autoPublish) => add('folder', location, autoPublish),
    async move(id, location) {
      const at = toInstant(now())
      const changing = { meta, at, expectedVersion: undefined }
      const change = { location, next_scan_at: at }
      assert.ok(await changeContentSource(database, id, change, changing))
    },
    remove: (id) => removeContentSource(database, id, toInstant(now())),
    async ask(sourceId, by) {
      const command = { type: 'ScanSource', sourceId, now: now() } as const
      const { kind } = await handle({ command, meta: { ...meta, actor: by ?? 'test' } })
      assert.equal(kind, 'events')
      return (await readStream(pool, sourceId)).at(-1) ?? assert.fail()
    },
    react: async (event, changes) =>
      (await outcomeOf(scanSource({ ...options, ...changes }), event)).kind,
    async scan(id, changes) {
      assert.equal(await world.react(await world.ask(id), changes), 'done')
      const event = (await readStream(pool, id)).at(-1)
      if (event?.type !== 'SourceScanned') assert.fail(event?.type)
      return event.data
    },
    source: async (id) => (await readSource(pool, id)) ?? assert.fail(),
    async names(id) {
      const { rows } = await pool.query<{ identity: string }>(
        'select identity from content_source_items where source_id = $1 order by identity',
        [id],
      )
      return rows.map(({ identity }) => identity)
    },
    async articles() {
      const { rows } = await pool.query<TestArticle>(
        `select articles.id, title, summary, body, tags, fields, version, source_doc_token as token,
          source_updated_at
        from articles join article_sources on article_id = articles.id order by articles.id`,
      )
      return rows
    },
    async runs() {
      const { rows } = await pool.query(
        `select id, article_id, status, task_count as tasks from runs order by id`,
      )
      return rows
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
  return world
}
