import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, suite, test } from 'node:test'
import type { Found } from '../item.ts'
import { readFolder } from './read-folder.ts'
import type { FolderClock } from './folder-request.ts'

suite('reading a folder', () => {
  let dataDir = ''
  let nowMs = Date.UTC(2026, 0, 1)
  let ended: AbortController
  let waits: number[]
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'pressrun-folder-'))
    await mkdir(join(dataDir, 'posts'))
    ended = new AbortController()
    waits = []
  })
  afterEach(() => rm(dataDir, { recursive: true }))

  const write = async (name: string, ageMs: number, text = 'Text.') => {
    const path = join(dataDir, 'posts', name)
    await writeFile(path, text)
    const at = new Date(nowMs - ageMs)
    await utimes(path, at, at)
  }
  /** The results, in order; `meanwhile` happens while the reader waits. */
  const read = async (
    meanwhile: () => Promise<void> | void = () => {},
    onFound: () => void = () => {},
  ): Promise<string[]> => {
    const wait: FolderClock['wait'] = async (ms, signal) => {
      assert.equal(signal, ended.signal)
      waits.push(ms)
      nowMs += ms
      await meanwhile()
    }
    const reading = await readFolder(
      {
        location: 'posts',
        limits: { dataDir, sourceDirs: [] },
        known: new Map(),
        signal: ended.signal,
      },
      { now: () => new Date(nowMs), wait },
    )
    assert.ok(reading.outcome === 'read')
    const shown: string[] = []
    for await (const found of reading.found) {
      shown.push(show(found))
      onFound()
    }
    return shown
  }
  const show = (found: Found): string => {
    if (found.kind === 'item') return found.item.identity
    return found.kind === 'refused' ? found.problem.code : found.kind
  }

  test('names the folder that it did not find', async () => {
    for (const [location, message] of [
      ['essays/new', 'There is no folder "essays/new" in the data directory.'],
      [join(dataDir, 'essays'), 'The folder does not exist.'],
    ] as const) {
      const reading = await readFolder(
        { location, limits: { dataDir, sourceDirs: [] }, known: new Map(), signal: ended.signal },
        { now: () => new Date(nowMs), wait: async () => {} },
      )
      assert.deepEqual(reading, {
        outcome: 'failed',
        problem: { code: 'folder-not-found', message },
      })
    }
  })

  test('reads a file at once that has been left alone for two seconds', async () => {
    await write('a.md', 2_000)
    assert.deepEqual([await read(), waits], [['a.md'], []])
  })

  test('reads a file that was just written once it has been left alone', async () => {
    await write('a.md', 1_999)
    await write('b.md', 60_000)
    assert.deepEqual([await read(), waits], [['b.md', 'a.md'], [2_000]])
  })

  test('leaves out a file that is written meanwhile', async () => {
    await write('a.md', 0)
    await write('b.md', 0)
    const found = await read(() => write('a.md', 0, 'Text and more.'))
    assert.deepEqual(found, ['file-being-written', 'b.md'])
  })

  test('ignores a file that is removed meanwhile', async () => {
    await write('a.md', 0)
    assert.deepEqual(await read(() => rm(join(dataDir, 'posts', 'a.md'))), [])
  })

  test('reports that it is unfinished when it has to stop', async () => {
    for (const name of ['a.md', 'b.md']) await write(name, 60_000)
    const found = await read(undefined, () => ended.abort())
    assert.deepEqual(found, ['a.md', 'unfinished'])
  })

  test('reports that it is unfinished when it has to stop while waiting', async () => {
    await write('a.md', 0)
    assert.deepEqual(await read(() => ended.abort()), ['unfinished'])
  })
})
