import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Operation } from '../api/operation.ts'

export type OperationFile = {
  /** As in `schedules/create.ts`. */
  readonly file: string
  /** The name of its export. */
  readonly id: string
  readonly operation: Operation
}

const sources = join(import.meta.dirname, '..')

/** Every operation that a file in a folder of this service exports. */
export async function operationFiles(): Promise<OperationFile[]> {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' })
  const code = files.filter((file) => /^[^/]+\/.+(?<!\.test|\.fixture)\.ts$/.test(file))
  const found = code.map(async (file) => {
    const exported = Object.entries((await import(join(sources, file))) as Record<string, unknown>)
    return exported.flatMap(([id, value]) =>
      isOperation(value) ? [{ file, id, operation: value }] : [],
    )
  })
  return (await Promise.all(found)).flat()
}

const isOperation = (value: unknown): value is Operation =>
  typeof value === 'object' && value !== null && 'handler' in value && 'responses' in value

/** As in the document. */
export function nameOf({ method, path, open }: Operation): string {
  const url = path.replaceAll(/:(\w+)/g, '{$1}')
  return `${method} ${open ? '' : '/api/v1'}${url}`
}

/** The words of an operation's name that are in the name neither of its file nor of its folder. */
export function foreignWords({ file, id }: OperationFile): string[] {
  const known = new Set([...wordsOf(basename(file)), ...wordsOf(dirname(file)).flatMap(forms)])
  return wordsOf(id).filter((word) => !known.has(word))
}

/** The words of a file's name that are missing in the name of its operation. */
export function missingWords({ file, id }: OperationFile): string[] {
  const said = new Set(wordsOf(id))
  return wordsOf(basename(file)).filter((word) => !said.has(word))
}

const basename = (file: string) => file.slice(file.lastIndexOf('/') + 1, -'.ts'.length)

const wordsOf = (name: string) => name.split(/-|(?=[A-Z])/).map((word) => word.toLowerCase())

const forms = (word: string) => [word, word.replace(/(?<=ch)es$|s$/, '')]
