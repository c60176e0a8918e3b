import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { entriesOf } from './entries-of.ts'
import { listFiles } from './list-files.ts'

suite('listing a folder', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(await realpath(tmpdir()), 'pressrun-list-'))
    await mkdir(join(folder, 'sub'))
    for (const name of ['a.md', 'sub/b.md']) await writeFile(join(folder, name), 'Text.')
  })
  afterEach(() => rm(folder, { recursive: true }))

  /** Root ignores permissions, so the refusal is simulated. */
  const denying =
    (name: string): typeof entriesOf =>
    async (path, isRoot) =>
      path === join(folder, name) ? { code: 'EACCES' } : entriesOf(path, isRoot)

  test('reports a subfolder that cannot be read by its name, and reads the rest', async () => {
    await mkdir(join(folder, 'sub/denied'))
    assert.deepEqual(await listFiles(folder, denying('sub/denied')), {
      files: ['a.md', 'sub/b.md'],
      refused: [
        {
          kind: 'refused',
          identity: 'sub/denied',
          problem: {
            code: 'folder-unreadable',
            message: 'A subfolder cannot be read (EACCES): sub/denied',
          },
        },
      ],
    })
  })

  for (const [what, replace] of [
    ['removed', async () => {}],
    ['replaced by a file', (path: string) => writeFile(path, 'Text.')],
  ] as const)
    test(`skips a subfolder that was ${what} meanwhile`, async () => {
      const { files, refused } = await listFiles(folder, async (path, isRoot) => {
        const entries = await entriesOf(path, isRoot)
        if (isRoot) {
          await rm(join(folder, 'sub'), { recursive: true })
          await replace(join(folder, 'sub'))
        }
        return entries
      })
      assert.deepEqual([files, refused], [['a.md'], []])
    })

  test('fails when the folder itself is gone', async () => {
    await assert.rejects(listFiles(join(folder, 'nowhere')), { code: 'ENOENT' })
  })

  test('reports links and pipes by their names', async () => {
    await symlink('/', join(folder, 'sub/out.md'))
    execFileSync('mkfifo', [join(folder, 'sub/pipe.md')])
    const { refused } = await listFiles(folder)
    const shown = new Map(refused.map(({ identity, problem }) => [identity, problem.message]))
    assert.deepEqual(Object.fromEntries(shown), {
      'sub/out.md': 'A symbolic link leads out of the folder: sub/out.md',
      'sub/pipe.md': 'This is not a regular file: sub/pipe.md',
    })
  })
})
