import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

export type ConnectionsBenchOptions = {
  readonly only: string
  /** The shortest duration of each attack. */
  readonly seconds: number
  readonly checkout: string
}

/** `npm run bench -- connections --only lists --seconds 5 --checkout DIR` */
export function readConnectionsOptions(args: string[]): ConnectionsBenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: '' },
      seconds: { type: 'string', default: '3' },
      checkout: { type: 'string', default: fileURLToPath(new URL('../../../', import.meta.url)) },
    },
  })
  const seconds = Number(values.seconds)
  if (!(seconds > 0 && seconds <= 600)) throw new Error(`--seconds is "${values.seconds}"`)
  return { only: values.only, seconds, checkout: values.checkout }
}
