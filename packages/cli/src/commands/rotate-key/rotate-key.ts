import { stopSignal } from '../../up/stop-signals.ts'
import { databaseUrlOf, dataDirOf, type Environment } from '../../up/up-settings.ts'
import { printLine } from '../print-line.ts'
import { giveUpLostKey } from './give-up-lost-key.ts'
import { replaceStoredKey } from './replace-stored-key.ts'
import { resealToGivenKey } from './reseal-to-given-key.ts'

/**
 * Keys in the environment belong to the operator: the credentials are resealed with the first of them, while
 * everything runs. The key that Pressrun made for itself is replaced by a new one.
 */
export async function rotateKeyCommand(
  { giveUp }: { readonly giveUp?: string },
  env: Environment,
): Promise<void> {
  const around = {
    dataDir: dataDirOf(env),
    databaseUrl: databaseUrlOf(env),
    signal: stopSignal(() => process.exit(1)),
    print: printLine,
  }
  const given = env['PRESSRUN_SECRET_KEY']?.trim()
  if (giveUp !== undefined) await giveUpLostKey(giveUp, around)
  else if (given) await resealToGivenKey(given, around)
  else await replaceStoredKey(around)
}
