import { setTimeout as pause } from 'node:timers/promises'
import { OperatorError } from '../operator-error.ts'

export type ApiTarget = {
  readonly url: string
  readonly key: string
  /** Where the key was found, for the person who has to replace it. */
  readonly keySource?: string
  /** How long requests to an unreachable gateway are retried. */
  readonly patienceMs?: number
}

export type ApiClient = {
  readonly target: ApiTarget
  get<T>(path: string): Promise<T>
  /** Safe to repeat: every attempt carries the same idempotency key. */
  post<T>(path: string, body: object): Promise<T>
}

/** A refusal of the API, in one line. `code` is its stable name. */
export class ApiProblem extends OperatorError {
  readonly code: string
  readonly status: number

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

type FieldProblem = { path?: string | string[]; field?: string; message?: string }

type Problem = { code?: string; title?: string; detail?: string; details?: unknown }

const patienceMsDefault = 1_000
const tryEveryMs = 250

/** Talks to `/api/v1` of a gateway. */
export function createApiClient(target: ApiTarget): ApiClient {
  const send = async <T>(path: string, init: RequestInit): Promise<T> => {
    const response = await reach(target, path, init)
    const text = await response.text()
    if (!response.ok) throw problemOf(response.status, text, target)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
  return {
    target,
    get: (path) => send(path, { method: 'GET' }),
    post: (path, body) =>
      send(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      }),
  }
}

/** One request, retried while the gateway is unreachable. */
export async function reach(target: ApiTarget, path: string, init: RequestInit): Promise<Response> {
  const headers = {
    authorization: `Bearer ${target.key}`,
    ...(init.headers as Record<string, string>),
  }
  const deadline = performance.now() + (target.patienceMs ?? patienceMsDefault)
  for (;;) {
    try {
      return await fetch(`${target.url}/api/v1${path}`, { ...init, headers })
    } catch (cause) {
      if (init.signal?.aborted === true) throw cause
      if (performance.now() > deadline) throw unreachable(target, cause)
      await pause(tryEveryMs)
    }
  }
}

export function problemOf(status: number, text: string, target: ApiTarget): ApiProblem {
  const problem = parsed(text)
  const code = problem.code ?? `http-${status}`
  const output = problem.detail ?? problem.title ?? `the answer of ${target.url} is not Pressrun's`
  const fields = fieldsOf(problem.details, output)
  const { keySource } = target
  const advice = status === 401 && keySource !== undefined ? keyAdvice(keySource) : ''
  return new ApiProblem(status, code, `${output}${fields} (${code})${advice}`)
}

function keyAdvice(keySource: string): string {
  return (
    `: the key is from ${keySource}; ` +
    'give another with --key or PRESSRUN_ADMIN_KEY ("pressrun key add --name NAME" makes one)'
  )
}

function unreachable({ url }: ApiTarget, cause: unknown): OperatorError {
  const reason = (cause as Error).cause ?? cause
  return new OperatorError(
    `no Pressrun answers at ${url} (${(reason as { code?: string }).code ?? (reason as Error).message}): ` +
      'start it with "npm start", or say where it is with --url or PRESSRUN_URL',
    { cause },
  )
}

function parsed(text: string): Problem {
  try {
    return JSON.parse(text) as Problem
  } catch {
    return {}
  }
}

// Which fields were refused, unless the message names them already.
function fieldsOf(details: unknown, output: string): string {
  if (!Array.isArray(details)) return ''
  const fields = (details as FieldProblem[])
    .filter(({ message }) => message !== undefined && !output.includes(message))
    .map(({ path, field, message }) => [path ?? field, message].flat().join(' ').trim())
  return fields.length === 0 ? '' : `: ${fields.join(', ')}`
}
