import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

export type Logs = Disposable & {
  writer(name: string): (line: string) => void
  text(): string
}

/** The output of all processes, in one file, each line with its process. */
export function openLogs(directory: string): Logs {
  const path = join(directory, 'storm.log')
  const file = openSync(path, 'a')
  return {
    writer: (name) => (line) =>
      void writeSync(file, `${new Date().toISOString()} ${name} ${line}\n`),
    text: () => readFileSync(path, 'utf8'),
    [Symbol.dispose]: () => closeSync(file),
  }
}
