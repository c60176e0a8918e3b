import assert from 'node:assert/strict'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { temporaryDirectory } from '@pressrun/tests'
import { keepAdminKey, keepSecretKey } from '../up/secrets.ts'
import { startNats } from './nats.ts'
import { openCluster } from './postgres-cluster.ts'
import { readSecretFile, writeSecretFile } from './secret-file.ts'

suite('a file that keeps a secret', () => {
  test('is read as it was written, by its owner only', async () => {
    await using directory = temporaryDirectory()
    const file = join(directory.path, 'secret')
    assert.equal(await readSecretFile(file, 'advice'), undefined)
    await writeSecretFile(file, 'a secret of some length')
    assert.equal(await readSecretFile(file, 'advice'), 'a secret of some length')
    assert.equal(statSync(file).mode & 0o777, 0o600)
  })

  const broken: [what: string, text: string, said: RegExp][] = [
    ['empty', '', /secret is empty: advice$/],
    ['blank', ' \n', /secret is empty: advice$/],
    ['short', 'too short\n', /secret holds fewer than 16 characters: advice$/],
    ['of a long and a short key', 'a key of some length,short', /fewer than 16 characters/],
  ]
  for (const [what, text, output] of broken)
    test(`a file that keeps a secret that is ${what} is refused, and its content is not shown`, async () => {
      await using directory = temporaryDirectory()
      const file = join(directory.path, 'secret')
      writeFileSync(file, text)
      await assert.rejects(readSecretFile(file, 'advice'), { message: output, exitCode: 78 })
    })

  const skip = process.getuid?.() === 0 ? 'root may read everything' : false
  test(
    'a file that keeps a secret that we may not read is no reason to restore it',
    { skip },
    async () => {
      await using directory = temporaryDirectory()
      const file = join(directory.path, 'secret')
      writeFileSync(file, 'a secret of some length', { mode: 0 })
      await assert.rejects(readSecretFile(file, 'advice'), /\(EACCES\): give yourself the right/)
    },
  )

  test('a file that keeps a secret that cannot be read is refused, not replaced', async () => {
    await using directory = temporaryDirectory()
    await assert.rejects(
      readSecretFile(directory.path, 'advice'),
      /cannot be read \(EISDIR\): advice$/,
    )
  })
})

suite('an empty file in the data directory', () => {
  const emptied = (path: string) => {
    writeFileSync(path, '')
    return path
  }

  test('is never replaced by another key', async () => {
    await using directory = temporaryDirectory()
    const file = emptied(join(directory.path, 'secret-key'))
    emptied(join(directory.path, 'admin-key'))
    await assert.rejects(keepSecretKey(directory.path, undefined), /secret-key is empty: put back/)
    await assert.rejects(
      keepAdminKey(directory.path, undefined),
      /admin-key is empty: write an API/,
    )
    assert.equal(readFileSync(file, 'utf8'), '')
    assert.equal((await keepSecretKey(directory.path, 'given from outside')).madeNow, false)
  })

  test('is reported at once when it should hold the password of an embedded server', async () => {
    await using directory = temporaryDirectory()
    const { path } = directory
    emptied(join(path, 'password'))
    const binary = join(path, 'nats-server')
    writeFileSync(binary, '#!/bin/sh\necho "nats-server: v2.10.0"\n', { mode: 0o755 })
    await assert.rejects(startNats({ binary, dataDir: path }), /password is empty: delete it/)

    await openCluster(join(path, 'postgres'), false)
    emptied(join(path, 'postgres', 'password'))
    await assert.rejects(openCluster(join(path, 'postgres'), false), /password is empty: put back/)
  })
})
