import { configurationExitCode, OperatorError } from '../operator-error.ts'
import { listenProblem } from '../servers/ports.ts'
import { portOwner } from './port-owner.ts'

type Address = { readonly host: string; readonly port: number }
type Problem = { readonly what: string; readonly advice: string; readonly exitCode: number }

/** Checks that the API will be able to listen, before anything is started. */
export async function requirePort(address: Address): Promise<void> {
  const problem = await findListenProblem(address)
  if (problem === undefined) return
  const { what, advice, exitCode } = problem
  throw new OperatorError(`${what}: ${advice}`, { exitCode })
}

/** Returns what keeps a server from listening there; undefined when it can. */
export async function findListenProblem({ host, port }: Address): Promise<Problem | undefined> {
  const code = await listenProblem(port, host)
  return code === undefined ? undefined : explainProblem(code, { host, port }, portOwner(port))
}

export function explainProblem(
  code: string,
  { host, port }: Address,
  owner: string | undefined,
): Problem {
  switch (code) {
    case 'EADDRINUSE':
      return {
        what: `port ${port} is taken${owner === undefined ? '' : ` by ${owner}`}`,
        advice: 'stop that, or set PRESSRUN_PORT to a free port',
        exitCode: 1,
      }
    case 'EACCES':
      return {
        what: `port ${port} is not for everyone to listen on (EACCES)`,
        advice: 'set PRESSRUN_PORT to 1024 or more',
        exitCode: configurationExitCode,
      }
    default:
      return {
        what: `PRESSRUN_HOST is "${host}", where this machine cannot listen (${code})`,
        advice: 'set it to an address of this machine, such as 127.0.0.1 or 0.0.0.0',
        exitCode: configurationExitCode,
      }
  }
}
