import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { DirectoryOutsideDataDir, openDirectory } from './directory.ts'

suite('the directory of a feed', () => {
  let root = ''
  let dataDir = ''

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'pressrun-directory-'))
    dataDir = join(root, 'data')
    await mkdir(dataDir)
  })
  after(() => rm(root, { recursive: true }))

  for (const place of ['itself', 'a parent of it', 'its folder of entries']) {
    test(`a link that leads out is refused when it is ${place}`, async () => {
      const outside = await mkdtemp(join(root, 'outside-'))
      const link = `link-${place.length}`
      const [at, directory] =
        place === 'itself'
          ? [link, link]
          : place === 'a parent of it'
            ? [link, `${link}/deep/er`]
            : [`${link}/.entries`, link]
      if (at !== link) await mkdir(join(dataDir, link))
      await symlink(outside, join(dataDir, at))
      await assert.rejects(openDirectory(dataDir, directory), DirectoryOutsideDataDir)
      assert.deepEqual(await readdir(outside), [])
    })
  }

  test('a data dir that is itself behind a link is allowed', async () => {
    const link = join(root, 'linked-data')
    await symlink(dataDir, link)
    assert.equal((await openDirectory(link, 'fine')).pages, join(link, 'fine'))
  })
})
