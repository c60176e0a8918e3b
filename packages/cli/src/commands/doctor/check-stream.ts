import { connectBus, streamFault } from '@pressrun/bus'
import { askDatabase } from './check-database.ts'
import { fail, ok, warn, type Check } from './finding.ts'

/** The stream is a copy of the log: one that holds more is the copy of another. */
export function checkStream(databaseUrl: string, natsUrl: string): Check {
  return {
    name: 'stream',
    async run() {
      try {
        await using stack = new AsyncDisposableStack()
        const connection = await connectBus({ url: natsUrl, name: 'doctor' })
        stack.defer(() => connection.close())
        const head = () => askDatabase<number>(databaseUrl, headQuery)
        const fault = await streamFault(connection, head)
        if (!fault) return ok('the stream holds no more than the log')
        return fault.kind === 'ahead'
          ? fail(fault.text, 'nothing is sent until you have decided: see docs/operating.md')
          : warn(fault.text, 'find out who publishes to it: see docs/operating.md')
      } catch (error) {
        return warn(
          `the stream could not be compared with the log (${(error as Error).message})`,
          'see what is said of postgres and nats',
        )
      }
    },
  }
}

const headQuery = 'select position::float8 from log_head'
