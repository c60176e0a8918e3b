import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cp, mkdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { createLogger, createMetrics } from '@pressrun/runtime'
import { temporaryDirectory } from '@pressrun/tests'
import { publisherMetrics } from '../metrics.ts'
import { openFolder, type TestFolder } from './folder.fixture.ts'

suite('scanning a folder', () => {
  let world: TestFolder
  let folder: string
  let write: TestFolder['write']
  beforeEach(async () => {
    world = await openFolder()
    ;({ folder, write } = world)
  })
  afterEach(() => world[Symbol.asyncDispose]())
  const add = () => world.addFolder('posts')
  const tokens = async () => (await world.articles()).map(({ token }) => token)

  test('makes an article of each Markdown file', async () => {
    const head = 'title: Spring\nsummary: It is here.\ntags: [a, b]\nslug: spring\nlang: en'
    await write('spring.md', `---\n${head}\n---\n\nLonger **days**.\n`)
    await write('deep/er/autumn.markdown', '# Autumn\n\nShorter days.')
    await write('plain-name.md', 'Only text.')
    await write('notes.txt', 'No article.')
    await write('.hidden.md', 'Nor this.')
    await write('.git/x.md', 'Nor this.')
    const result = await world.scan(await add())
    assert.deepEqual([result.found, result.added, result.refused], [3, 3, 0])
    const articles = new Map((await world.articles()).map((article) => [article.token, article]))
    const spring = articles.get('spring.md')
    assert.deepEqual(
      [spring?.title, spring?.summary, spring?.body, spring?.tags, spring?.fields],
      ['Spring', 'It is here.', 'Longer **days**.', ['a', 'b'], { slug: 'spring', lang: 'en' }],
    )
    const autumn = articles.get('deep/er/autumn.markdown')
    assert.deepEqual([autumn?.title, autumn?.body], ['Autumn', 'Shorter days.'])
    assert.equal(articles.get('plain-name.md')?.title, 'plain name')
  })

  test('is counted and timed', async () => {
    await write('a.md', 'One.')
    const metrics = createMetrics('publisher')
    const { onScan } = publisherMetrics(metrics, createLogger({ service: 'x', level: 'silent' }))
    const slowly: Parameters<typeof world.scan>[1] = {
      onScan,
      read: async () => {
        world.clock.now += 1_500
        return { outcome: 'unchanged' }
      },
    }
    await world.scan(await add(), slowly)
    const shown = await metrics.registry.metrics()
    assert.match(shown, /source_scans_total{type="folder",outcome="unchanged",[^}]*} 1\n/)
    assert.match(shown, /source_scan_duration_seconds_sum{[^}]*type="folder"} 1.5\n/)
  })

  test('imports a file once, and not again while it is unchanged', async () => {
    const id = await add()
    await write('a.md', 'One.')
    await world.scan(id)
    const result = await world.scan(id)
    assert.deepEqual([result.found, result.added, result.changed], [1, 0, 0])
    await write('a.md', 'One.')
    assert.equal((await world.scan(id)).changed, 0)
    assert.deepEqual(await tokens(), ['a.md'])
  })

  test('that has moved reads every file again, however alike they are', async () => {
    const id = await add()
    await write('a.md', 'One.')
    await world.scan(id)
    const elsewhere = join(world.dataDir, 'elsewhere')
    await cp(folder, elsewhere, { recursive: true })
    const { mtime } = await stat(join(folder, 'a.md'))
    await writeFile(join(elsewhere, 'a.md'), 'Two.')
    await utimes(join(elsewhere, 'a.md'), mtime, mtime)
    await world.move(id, 'elsewhere')
    assert.equal((await world.scan(id)).changed, 1)
  })

  test('rewrites the article of a file that has changed', async () => {
    const id = await add()
    await write('a.md', 'One.')
    await world.scan(id)
    await write('a.md', 'Two.')
    assert.equal((await world.scan(id)).changed, 1)
    assert.deepEqual(
      (await world.articles()).map(({ body }) => body),
      ['Two.'],
    )
  })

  test('leaves a file that is being written for the next scan, which is soon', async () => {
    const id = await add()
    await write('old.md', 'Old.')
    await world.writeNow('growing.md', 'More ')
    world.meanwhile = () => world.writeNow('growing.md', 'More and more.')
    const result = await world.scan(id)
    assert.deepEqual([result.added, result.refused, result.failed], [1, 1, false])
    const source = await world.source(id)
    assert.equal(source.lastError?.code, 'file-being-written')
    assert.ok(Date.parse(source.nextScanAt) <= world.clock.now + 5_000)
    assert.deepEqual(await tokens(), ['old.md'])
    world.meanwhile = async () => {}
    await world.scan(id)
    const [, grown] = await world.articles()
    assert.equal(grown?.body, 'More and more.')
  })

  test('follows no link out of it, and reports each that leads out or is broken', async () => {
    await using outside = temporaryDirectory()
    await writeFile(join(outside.path, 'secret.md'), 'Secret.')
    await write('a.md', 'One.')
    for (const [target, name] of [
      [join(outside.path, 'secret.md'), 'file.md'],
      [outside.path, 'dir'],
      [join(folder, 'a.md'), 'again.md'],
      [folder, 'around'],
      ['nowhere', 'dangling.md'],
      ['loop.md', 'loop.md'],
      ['nowhere', '.hidden.md'],
    ] as const)
      await symlink(target, join(folder, name))
    const id = await add()
    const result = await world.scan(id)
    assert.deepEqual([result.added, result.refused, result.failed], [1, 4, false])
    assert.deepEqual(await tokens(), ['a.md'])
    const { lastError, leftOut } = await world.source(id)
    assert.ok(lastError)
    const reported = leftOut?.refused?.map(({ code, message }) => `${code}: ${message}`)
    assert.deepEqual(reported?.toSorted(), [
      'link-broken: A symbolic link cannot be followed (ELOOP): loop.md',
      'link-broken: The target of a symbolic link does not exist: dangling.md',
      'link-leads-out: A symbolic link leads out of the folder: dir',
      'link-leads-out: A symbolic link leads out of the folder: file.md',
    ])
    await rm(join(folder, 'dangling.md'))
    assert.equal((await world.scan(id)).refused, 3)
  })

  test('fails when the folder itself is a link that leads out', async () => {
    await using outside = temporaryDirectory()
    await writeFile(join(outside.path, 'secret.md'), 'Secret.')
    await rm(folder, { recursive: true })
    await symlink(outside.path, folder)
    const result = await world.scan(await add())
    assert.deepEqual([result.failed, result.problem?.code], [true, 'directory-outside-data-dir'])
    assert.deepEqual(await tokens(), [])
  })

  test('fails while the folder does not exist, and recovers when it does', async () => {
    await rm(folder, { recursive: true })
    const id = await add()
    assert.equal((await world.scan(id)).problem?.code, 'folder-not-found')
    await write('a.md', 'One.')
    assert.equal((await world.scan(id)).added, 1)
    assert.equal((await world.source(id)).failures, 0)
  })

  const nested = (depth: number) =>
    Array.from({ length: depth }, (_, n) => `a${n}: &a${n} [${`*a${n - 1}, `.repeat(n && 9)}x]`)
  for (const [what, text, code] of [
    ['is too large', 'x'.repeat(4_000_001), 'item-too-large'],
    ['has no text', '---\ntitle: Nothing\n---\n', 'item-empty'],
    ['is not text', Buffer.from([0x66, 0xff, 0xfe]), 'file-not-text'],
    ['has front matter that is not YAML', '---\na: [\n---\nText.', 'front-matter-invalid'],
    [
      'has code for front matter',
      '---js\n({title: process.exit(1)})\n---\nText.',
      'front-matter-invalid',
    ],
    [
      'has tags without end',
      `---\n${nested(12).join('\n')}\ntags: *a11\n---\nx`,
      'front-matter-invalid',
    ],
  ] as const) {
    test(`leaves out a file that ${what}, and nothing else`, async () => {
      await write('a.md', 'One.')
      await write('bad.md', text as string)
      const result = await world.scan(await add())
      assert.deepEqual([result.added, result.refused, result.problem?.code], [1, 1, code])
      assert.match(result.problem?.message ?? '', /: bad\.md$/)
    })
  }

  const utf8 = (text: string) => Buffer.from(text)
  for (const [what, bad, code, named] of [
    [
      'name is not UTF-8',
      Buffer.from('h\xfctte.md', 'latin1'),
      'file-name-invalid',
      'h\ufffdtte.md',
    ],
    ['name is two lines', utf8('a\nb.md'), 'file-name-invalid', 'a\ufffdb.md'],
    [
      'folder has no name in UTF-8',
      Buffer.from('\xfc/a.md', 'latin1'),
      'file-name-invalid',
      '\ufffd',
    ],
    [
      'folder is too deep',
      utf8('d/'.repeat(17) + 'a.md'),
      'folder-too-deep',
      'd/'.repeat(16) + 'd',
    ],
  ] as const) {
    test(`reports a file whose ${what}, and imports the others`, async () => {
      await write('a.md', 'One.')
      const path = Buffer.concat([Buffer.from(`${folder}/`), bad])
      await mkdir(path.subarray(0, path.lastIndexOf('/')), { recursive: true })
      await writeFile(path, 'Two.')
      const result = await world.scan(await add())
      assert.deepEqual([result.added, result.refused, result.problem?.code], [1, 1, code])
      assert.ok(result.problem?.message.endsWith(`: ${named}`), result.problem?.message)
    })
  }

  test('reports a pipe, and imports the others', async () => {
    await write('a.md', 'One.')
    execFileSync('mkfifo', [join(folder, 'pipe.md')])
    const result = await world.scan(await add())
    assert.deepEqual([result.added, result.refused, result.failed], [1, 1, false])
    assert.equal(result.problem?.code, 'file-not-regular')
  })

  test('ignores a draft until it is no longer one', async () => {
    const id = await add()
    await write('a.md', '---\ndraft: true\n---\nSoon.')
    assert.equal((await world.scan(id)).found, 0)
    await write('a.md', '---\ndraft: false\n---\nNow.')
    assert.equal((await world.scan(id)).added, 1)
  })
})
