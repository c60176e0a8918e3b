import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { temporaryDirectory } from '@pressrun/tests'
import { openLogFile } from './log-file.ts'

suite('a log file', () => {
  test('goes on where the last one stopped', async () => {
    await using directory = temporaryDirectory()
    const path = join(directory.path, 'x.log')
    for (const line of ['one', 'two']) {
      const file = openLogFile(path)
      file.write(line)
      file.close()
    }
    assert.equal(readFileSync(path, 'utf8'), 'one\ntwo\n')
  })

  test('drops lines that cannot be written, and records their number when it can again', async () => {
    await using directory = temporaryDirectory()
    const path = join(directory.path, 'not-there-yet', 'x.log')
    const file = openLogFile(path)
    file.write('one')
    file.write('two')
    mkdirSync(join(directory.path, 'not-there-yet'))
    file.write('three')
    file.close()
    assert.equal(readFileSync(path, 'utf8'), '\n2 lines could not be written\nthree\n')
  })

  test(
    'outlives a disk that is full',
    { skip: existsSync('/dev/full') ? false : 'no /dev/full' },
    () => {
      const file = openLogFile('/dev/full')
      assert.doesNotThrow(() => file.write('one'))
      file.close()
    },
  )

  test('keeps the newest lines in three files at most', async () => {
    await using directory = temporaryDirectory()
    const path = join(directory.path, 'x.log')
    const file = openLogFile(path, 8)
    for (let line = 1; line <= 9; line += 1) file.write(`line${line}`)
    file.close()
    assert.deepEqual(readdirSync(directory.path).toSorted(), ['x.log', 'x.log.1', 'x.log.2'])
    assert.equal(readFileSync(path, 'utf8'), 'line9\n')
    assert.equal(readFileSync(`${path}.2`, 'utf8'), 'line5\nline6\n')
  })
})
