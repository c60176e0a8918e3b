// Names of files and folders: kebab-case, and none that says nothing.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const tops = ['packages', 'services', 'tests', 'bench', 'scripts', 'docs']
const notOurs = new Set(['node_modules'])
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/
/** What somebody puts there could be anything. */
const sayNothing = new Set(['common', 'helper', 'helpers', 'misc', 'shared', 'util', 'utils'])

function* namesBelow(directory) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (notOurs.has(entry.name)) continue
    const path = join(directory, entry.name)
    yield { name: entry.name, path }
    if (entry.isDirectory()) yield* namesBelow(path)
  }
}

const wrong = tops
  .flatMap((top) => [...namesBelow(top)])
  .filter(({ name }) => !kebabCase.test(name) || sayNothing.has(name.split('.')[0]))
for (const { path } of wrong)
  process.stderr.write(`${path}: a name is kebab-case and says what is in it\n`)
process.exitCode = wrong.length === 0 ? 0 : 1
