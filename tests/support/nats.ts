import { startNats, type RunningNats } from '@pressrun/cli'
import { required } from './required.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** A nats-server with JetStream of the test's own, empty. */
export async function startTestNats(): Promise<RunningNats> {
  const directory = temporaryDirectory()
  const nats = await startNats({
    binary: required('PRESSRUN_TEST_NATS_BINARY'),
    dataDir: directory.path,
  })
  return {
    ...nats,
    async [Symbol.asyncDispose]() {
      await nats.stop()
      await directory[Symbol.asyncDispose]()
    },
  }
}
