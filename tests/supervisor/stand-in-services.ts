import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryDirectory } from '../support/index.ts'

/** A directory of services that stand in for the real ones where only the supervisor matters. */
export function standInServices() {
  const directory = temporaryDirectory()
  const fixture = join(import.meta.dirname, 'stand-in.fixture.ts')
  for (const name of ['gateway', 'scheduler', 'publisher', 'analytics']) {
    mkdirSync(join(directory.path, name, 'src'), { recursive: true })
    const main = join(directory.path, name, 'src', 'main.ts')
    writeFileSync(main, `await import(${JSON.stringify(fixture)})\n`)
  }
  return {
    env: { PRESSRUN_SERVICES_DIR: directory.path },
    [Symbol.asyncDispose]: directory[Symbol.asyncDispose],
  }
}
