import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { suite, test } from 'node:test'
import { aggregateOf, eventSchemas, type EventType } from '@pressrun/events'
import { checkout, readPage, section } from './pages.ts'

const page = readPage('ARCHITECTURE.md')
const read = (file: string) => readFileSync(join(checkout, file), 'utf8')

suite('the way of a post in ARCHITECTURE.md', () => {
  const way = section(page, 'The way of a post')
  /** The files of each service, in the order in which a post passes them. */
  const services = way
    .split(/^\*\*/m)
    .map((text) => [...text.matchAll(/^\d+\. `([^`]+)`/gm)].map(([, file = '']) => file))
  const files = services.flat()

  test('has at most 45 files, all of which exist', () => {
    assert.ok(files.length > 30 && files.length <= 45, `${files.length} files`)
    for (const file of files) assert.ok(existsSync(join(checkout, file)), file)
  })

  test('leads from file to file: each is imported by one before it, except the first of a service', () => {
    for (const service of services)
      for (const [place, file] of service.entries())
        assert.ok(place === 0 || files.slice(0, files.indexOf(file)).some(imports(file)), file)
  })
})

/** Directly, or through the entry point of the file's package. */
const imports = (file: string) => (importer: string) =>
  [...read(importer).matchAll(/from '([^']+)'/g)].some(([, from = '']) =>
    from.startsWith('.')
      ? join(dirname(importer), from) === file
      : file.startsWith(`packages/${/^@pressrun\/([^/]+)/.exec(from)?.[1]}/`),
  )

suite('the glossary of ARCHITECTURE.md', () => {
  const glossary = section(page, 'Glossary')
  const terms = [...glossary.matchAll(/^\| ([a-z ]+) \| .* \| `([^`]+)` \|$/gm)]

  test('has at most 35 terms', () => assert.ok(terms.length > 25 && terms.length <= 35))

  for (const [, term = '', where = ''] of terms)
    test(`"${term}" is where the glossary places it`, () => {
      const path = join(checkout, where)
      assert.ok(existsSync(path), where)
      const files = statSync(path).isDirectory()
        ? globSync(`${where}/*.ts`, { cwd: checkout })
        : [where]
      const letters = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, '')
      assert.ok(
        letters(files.map(read).join('')).includes(letters(term)),
        `${where} has no ${term}`,
      )
    })

  const rows = new Map(
    [...glossary.matchAll(/^\| `([a-z]+)` \| (.*) \| (.*) \| (.*) \|$/gm)].map(
      ([, aggregate = '', ...cells]) => [
        aggregate,
        cells.map((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name).toSorted()),
      ],
    ),
  )
  const types = Object.keys(eventSchemas) as EventType[]
  const sources = (aggregate: string) =>
    globSync(`packages/events/src/${aggregate}/*.ts`, { cwd: checkout })
      .filter((file) => !/\.(test|fixture)\.ts$/.test(file))
      .map(read)
      .join('\n')

  test('has every aggregate', () =>
    assert.deepEqual([...rows.keys()].toSorted(), [...new Set(types.map(aggregateOf))].toSorted()))

  for (const [aggregate, [statuses, commands, events]] of rows)
    test(`has the statuses, commands and events of ${aggregate}, and no others`, () => {
      const code = sources(aggregate)
      const listed = /Statuses = \[([^\]]*)\] as const$/m.exec(code)?.[1] ?? ''
      const named = (text: string, pattern: RegExp) =>
        [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))].toSorted()
      assert.deepEqual(statuses, named(listed, /'([a-z]+)'/g))
      assert.ok(commands && commands.length > 0)
      assert.deepEqual(commands, named(code, /(?:readonly type: |\bTo<\s*)'([A-Z]\w+)'/g))
      assert.deepEqual(events, types.filter((type) => aggregateOf(type) === aggregate).toSorted())
    })
})
