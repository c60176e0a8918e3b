import { runDemo } from '../demo/demo.ts'
import { printLine } from './print-line.ts'
import { dataDirOf, type Environment } from '../up/up-settings.ts'

/** The sample of a first start; `up` passes its place by the environment. */
export async function sampleCommand(env: Environment): Promise<void> {
  const instance = {
    url: env['PRESSRUN_URL'] ?? '',
    adminKey: env['PRESSRUN_ADMIN_KEY'] ?? '',
    dataDir: dataDirOf(env),
  }
  await runDemo(instance, printLine)
}
