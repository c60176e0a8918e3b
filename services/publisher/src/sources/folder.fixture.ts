import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openSources, type TestSources } from './sources.fixture.ts'

/** An environment with one folder, `posts`. */
export type TestFolder = TestSources & {
  readonly folder: string
  /** Writes a file with a settled modification time, different for each. */
  readonly write: (name: string, text: string) => Promise<void>
  /** Writes a file at the present moment of the environment's clock. */
  readonly writeNow: (name: string, text: string) => Promise<void>
}

export async function openFolder(): Promise<TestFolder> {
  const world = await openSources()
  const folder = join(world.dataDir, 'posts')
  await mkdir(folder)
  const writeAt = async (at: Date, name: string, text: string) => {
    const path = join(folder, name)
    await mkdir(join(path, '..'), { recursive: true })
    await writeFile(path, text)
    await utimes(path, at, at)
  }
  let minutes = 0
  return Object.assign(world, {
    folder,
    write: (name: string, text: string) =>
      writeAt(new Date(Date.UTC(2026, 0, 1) + ++minutes * 60_000), name, text),
    writeNow: (name: string, text: string) => writeAt(new Date(world.clock.now), name, text),
  })
}
