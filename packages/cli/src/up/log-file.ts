import { closeSync, fstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'

export type LogFile = { write(line: string): void; close(): void }

const sizeMax = 10 * 1024 ** 2
const filesMax = 3

/**
 * Appends lines and never takes more room than `filesMax` files of `bytesMax`. Writes are synchronous:
 * the last words of a child must be on disk when the supervisor reports its death.
 */
export function openLogFile(path: string, bytesMax = sizeMax): LogFile {
  let file = openSync(path, 'a', 0o640)
  let size = fstatSync(file).size
  const rotate = (): void => {
    closeSync(file)
    rmSync(`${path}.${filesMax - 1}`, { force: true })
    for (let age = filesMax - 2; age >= 0; age -= 1)
      moveIfThere(age === 0 ? path : `${path}.${age}`, `${path}.${age + 1}`)
    file = openSync(path, 'a', 0o640)
    size = 0
  }
  return {
    write(line) {
      if (size >= bytesMax) rotate()
      size += writeSync(file, `${line}\n`)
    },
    close: () => closeSync(file),
  }
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch {
    // There was no file of that age yet.
  }
}
