import { printLine } from '../print-line.ts'
import { explainDatabase, withOwnDatabase } from '../own-database.ts'
import { databaseUrlOf, dataDirOf, type Environment } from '../../up/up-settings.ts'
import { visible } from '../../visible.ts'

/** The database and the output of `pressrun key`. */
export type KeyWorld = {
  withDatabase<Result>(use: (url: string) => Promise<Result>): Promise<Result>
  print(line: string): void
  note(line: string): void
}

/** Through the database: it works while Pressrun does not run, and when no key is known any more. */
export function keyWorld(env: Environment): KeyWorld {
  const databaseUrl = databaseUrlOf(env)
  return {
    async withDatabase(use) {
      try {
        return await withOwnDatabase({ dataDir: dataDirOf(env), databaseUrl }, use)
      } catch (cause) {
        throw explainDatabase(cause)
      }
    },
    print: printLine,
    note: (line) => void process.stderr.write(`${visible(line)}\n`),
  }
}
