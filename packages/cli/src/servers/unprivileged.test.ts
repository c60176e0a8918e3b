import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { temporaryDirectory } from '@pressrun/tests'
import { unprivilegedFor } from './unprivileged.ts'

const isRoot = process.geteuid?.() === 0

suite(
  'running Postgres as somebody without rights',
  { skip: !isRoot && 'only root has to' },
  () => {
    test('needs only another user where others have access', async () => {
      await using directory = temporaryDirectory()
      const { prefix, uid } = placed(directory.path, 0o755, 0o755)
      assert.deepEqual(prefix, [])
      assert.notEqual(uid, 0)
    })

    for (const [what, directoryMode, fileMode] of [
      ['a directory others may not enter', 0o700, 0o755],
      ['a program others may not run', 0o700, 0o700],
    ] as const) {
      test(`gets past ${what}, without being root`, async () => {
        await using directory = temporaryDirectory()
        const { prefix, program } = placed(directory.path, directoryMode, fileMode)
        const look = `fs.accessSync(${JSON.stringify(program)}, fs.constants.X_OK); console.log(process.geteuid())`
        const [setpriv = '', ...args] = prefix
        const uid = execFileSync(setpriv, [...args, process.execPath, '-e', look], {
          encoding: 'utf8',
        })
        assert.notEqual(Number(uid), 0)
      })
    }
  },
)

function placed(directory: string, directoryMode: number, fileMode: number) {
  const home = join(directory, 'home')
  mkdirSync(home)
  const program = join(home, 'postgres')
  writeFileSync(program, '')
  chmodSync(program, fileMode)
  chmodSync(home, directoryMode)
  const found = unprivilegedFor(program, [home])
  assert.ok(found !== undefined)
  return { ...found, program }
}
