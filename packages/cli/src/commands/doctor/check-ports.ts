import { findListenProblem } from '../../up/require-port.ts'
import { fail, ok, type Check } from './finding.ts'

export function checkPort(host: string, port: number, ownUrl: string | undefined): Check {
  return {
    name: 'port',
    async run() {
      if (ownUrl !== undefined && new URL(ownUrl).port === String(port))
        return ok(`port ${port} is this Pressrun's`)
      const problem = await findListenProblem({ host, port })
      return problem === undefined ? ok(`port ${port} is free`) : fail(problem.what, problem.advice)
    },
  }
}
