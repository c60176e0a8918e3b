import { answerFolderChecks, answerVerifications, type NatsConnection } from '@pressrun/bus'
import { folderProblem } from '@pressrun/feeds'
import { verifyAccount, type VerifyAccountOptions } from './verify-account.ts'

/** A caller waits for it. */
const verifyDeadlineMs = 30_000

export type AnswerOptions = Omit<VerifyAccountOptions, 'deadlineMs'> & {
  readonly connection: NatsConnection
  /** The directories that folders may be read from. */
  readonly limits: Parameters<typeof folderProblem>[0]['limits']
}

/** Serves the gateway's requests: whether an account is good, and whether a folder exists. */
export function answerRequests({ connection, limits, ...options }: AnswerOptions): Disposable {
  const verify = verifyAccount({ ...options, deadlineMs: verifyDeadlineMs })
  const verifications = answerVerifications(connection, verify)
  const folderChecks = answerFolderChecks(connection, async (location) => {
    const problem = await folderProblem({ location, limits })
    return problem ? { problem } : {}
  })
  return {
    [Symbol.dispose]() {
      folderChecks.stop()
      verifications.stop()
    },
  }
}
