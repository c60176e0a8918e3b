import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** More would be fewer starts, but the last process would end longer after the one before it. */
const filesPerProcess = 8

/** Tests of whole instances: they take longest. */
const ofInstances = 'tests'

/**
 * Node starts a process for each file of tests that it is given, and loading what tests are about takes longer than
 * most of them do. So the files of a room are put together, eight a process, by files that import them. Those about
 * whole instances stay alone and begin first, because Node goes by the name: the end waits for none of them.
 */
export function groupTests(checkout, ending) {
  mkdirSync(join(checkout, '.pressrun'), { recursive: true })
  const directory = mkdtempSync(join(checkout, '.pressrun', 'test-groups-'))
  const files = roomsOf(checkout).flatMap((room) => {
    const alone = room === ofInstances
    const found = testFiles(join(checkout, room), ending)
    return chunksOf(found, alone ? 1 : filesPerProcess).map((chunk, index) => {
      const name = nameOf(alone ? relative(checkout, chunk[0]) : `${room}-${index + 1}`)
      const file = join(directory, `${alone ? 1 : 2}-${name}.mjs`)
      const imports = chunk.map((path) => `import '${nameOfModule(relative(directory, path))}'\n`)
      writeFileSync(file, imports.join(''))
      return file
    })
  })
  return { files, remove: () => rmSync(directory, { recursive: true, force: true }) }
}

function roomsOf(checkout) {
  const within = (top) => directoriesIn(join(checkout, top)).map((name) => join(top, name))
  return [ofInstances, 'bench', ...['packages', 'services'].flatMap(within)]
}

function testFiles(directory, ending) {
  const files = readdirSync(directory)
    .filter((name) => name.endsWith(ending))
    .map((name) => join(directory, name))
  return [
    ...files,
    ...directoriesIn(directory).flatMap((name) => testFiles(join(directory, name), ending)),
  ]
}

const directoriesIn = (directory) =>
  readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .map(({ name }) => name)

const chunksOf = (list, size) =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  )

const nameOf = (path) => path.replace(/\.\w+\.ts$/, '').replaceAll(sep, '-')
const nameOfModule = (path) => path.replaceAll(sep, '/')
