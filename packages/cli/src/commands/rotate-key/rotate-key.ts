import { stopSignal } from '../../up/stop-signals.ts'
import { dataDirOf, type Environment } from '../../up/up-settings.ts'
import { replaceKeptKey } from './replace-kept-key.ts'
import { resealToGivenKey } from './reseal-to-given-key.ts'

/**
 * Keys in the environment are the operator's to change: the credentials are re-sealed with the first
 * of them, while everything runs. The key that Pressrun made for itself is replaced by a new one.
 */
export async function rotateKeyCommand(env: Environment): Promise<void> {
  const around = {
    dataDir: dataDirOf(env),
    databaseUrl: env['DATABASE_URL']?.trim() || undefined,
    signal: stopSignal(() => process.exit(1)),
    print: (line: string) => void process.stdout.write(`${line}\n`),
  }
  const given = env['PRESSRUN_SECRET_KEY']?.trim()
  if (given) await resealToGivenKey(given, around)
  else await replaceKeptKey(around)
}
