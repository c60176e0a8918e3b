import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { publish, render, sampleContent, sampleJob } from '../testing/index.ts'
import type { PublishJob, Tools } from '../contract.ts'
import { createOutbound } from '@pressrun/outbound'
import { feed } from './connector.ts'
import { feedEntriesMax } from './rebuild-feed.ts'
import { createCache } from '../cache.ts'

const account = { settings: { directory: 'site', title: 'News' }, credentials: {} }

const jobNumber = (n: number, changes: Partial<PublishJob<typeof account.settings, object>> = {}) =>
  sampleJob(account, {
    taskId: `task_${String(n).padStart(4, '0')}`,
    plannedAt: new Date(Date.UTC(2026, 0, 1, 0, 0, n)),
    content: { ...sampleContent, title: `Number ${n}` },
    ...changes,
  })

suite('a feed', () => {
  let dataDir = ''
  let tools: Tools
  const read = (file: string) => readFile(join(dataDir, 'site', file), 'utf8')
  const titles = async () =>
    [...(await read('feed.xml')).matchAll(/<title>(Number .*)<\/title>/g)].map(([, title]) => title)

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'pressrun-feed-'))
    tools = {
      outbound: createOutbound({ privateTargets: [] }),
      dataDir,
      now: () => new Date(),
      cache: createCache(Date.now),
      render,
    }
  })
  afterEach(() => rm(dataDir, { recursive: true }))

  test('a feed lists the newest hundred, newest first; pages stay', async () => {
    const many = feedEntriesMax + 5
    for (let n = 1; n <= many; n += 35) {
      const batch = Array.from({ length: 35 }, (_, i) => jobNumber(n + i))
      await Promise.all(batch.map((job) => publish(feed, job, tools)))
    }
    const expected = Array.from({ length: feedEntriesMax }, (_, i) => `Number ${many - i}`)
    assert.deepEqual(await titles(), expected)
    const pages = (await readdir(join(dataDir, 'site'))).filter((file) => file.endsWith('.html'))
    assert.equal(pages.length, many)
    assert.match(await read('feed.xml'), /<updated>2026-01-01T00:01:45.000Z<\/updated>/)
  })

  test('a repeat changes no file', async () => {
    await publish(feed, jobNumber(1), tools)
    const files = ['feed.xml', 'task_0001.1.html']
    const inodes = () =>
      Promise.all(files.map(async (f) => (await stat(join(dataDir, 'site', f))).ino))
    const before = await inodes()
    await publish(feed, jobNumber(1, { attempt: 2 }), tools)
    assert.deepEqual(await inodes(), before)
  })

  test('an entry missing after a crash is restored by a repeat', async () => {
    await publish(feed, jobNumber(1), tools)
    await rm(join(dataDir, 'site/feed.xml'))
    await publish(feed, jobNumber(1, { attempt: 2 }), tools)
    assert.deepEqual(await titles(), ['Number 1'])
  })

  test('an entry missing after a crash is restored by the next post', async () => {
    await publish(feed, jobNumber(1), tools)
    await rm(join(dataDir, 'site/feed.xml'))
    await publish(feed, jobNumber(2), tools)
    assert.deepEqual(await titles(), ['Number 2', 'Number 1'])
  })

  test('no temporary file is left behind', async () => {
    await publish(feed, jobNumber(1), tools)
    assert.deepEqual((await readdir(join(dataDir, 'site'))).sort(), [
      '.entries',
      'feed.xml',
      'task_0001.1.html',
    ])
  })

  test('the url is below the site, or the file itself', async () => {
    const { settings } = account
    const urlOf = async (siteUrl?: string) => {
      const job = jobNumber(1, { settings: { ...settings, ...(siteUrl && { siteUrl }) } })
      const outcome = await publish(feed, job, tools)
      return outcome.outcome === 'published' ? outcome.url : outcome
    }
    assert.equal(
      await urlOf('https://example.org/blog'),
      'https://example.org/blog/task_0001.1.html',
    )
    assert.equal(await urlOf('https://example.org/'), 'https://example.org/task_0001.1.html')
    assert.equal(await urlOf(), `file://${dataDir}/site/task_0001.1.html`)
  })

  test('a directory that leads out at the moment of the commit is refused', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'pressrun-outside-'))
    const prepared = await feed.prepare(jobNumber(1), tools)
    assert.ok(prepared.outcome === 'prepared')
    await symlink(outside, join(dataDir, 'site'))
    const outcome = await feed.commit(jobNumber(1), prepared, tools)
    assert.ok(outcome.outcome === 'rejected')
    assert.equal(outcome.code, 'directory-outside-data-dir')
    assert.deepEqual(await readdir(outside), [])
    await rm(outside, { recursive: true })
  })

  test('a file in place of the directory is a refusal, not a fault', async () => {
    await writeFile(join(dataDir, 'site'), 'in the way')
    const outcome = await publish(feed, jobNumber(1), tools)
    assert.ok(outcome.outcome === 'rejected')
    assert.equal(outcome.code, 'directory-not-usable')
  })

  test('a page that is written though its feed is not leaves the outcome unknown', async () => {
    await mkdir(join(dataDir, 'site/feed.xml'), { recursive: true })
    const outcome = await publish(feed, jobNumber(1), tools)
    assert.equal(outcome.outcome, 'unknown')
  })

  for (const [what, body] of [
    ['quotes', '>'.repeat(1_000_000)],
    ['lists', '1. '.repeat(300_000)],
  ] as const) {
    test(`${what} nested without end are refused`, { timeout: 30_000 }, async () => {
      const content = { ...sampleContent, body }
      const outcome = await publish(feed, jobNumber(1, { content }), tools)
      assert.ok(outcome.outcome === 'rejected')
      assert.equal(outcome.code, 'body-not-renderable')
    })
  }

  test('a long rule does not count as nesting', async () => {
    const content = { ...sampleContent, body: `a\n\n${'-'.repeat(200)}\n\n${'*'.repeat(200)}` }
    assert.equal((await publish(feed, jobNumber(1, { content }), tools)).outcome, 'published')
  })

  test('texts cannot break out of the page or the feed', async () => {
    const hostile = 'a</title><script>alert(1)</script>]]>&\u0000\ud800'
    const content = { title: hostile, summary: hostile, body: hostile, tags: [`"${hostile}`] }
    await publish(feed, jobNumber(1, { content }), tools)
    for (const file of ['feed.xml', 'task_0001.1.html']) {
      const text = await read(file)
      assert.doesNotMatch(text, /<script|(?!\n)\p{Cc}|\p{Cs}/u)
    }
  })
})
