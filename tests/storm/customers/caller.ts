import { setTimeout as pause } from 'node:timers/promises'
import { callApi, type Answer } from '../../support/api.ts'
import { adminKey } from '../stack/services.ts'

/** Calls the API for as long as it takes to get a response; undefined when that took too long. */
export type Caller = (method: string, path: string, body?: unknown) => Promise<Answer | undefined>

const againMs = 500

/** The key of a request that its gateway died over stays claimed for a minute. */
const patienceMs = 120_000

/** A correct client: it sends the same key until it has a response. */
export function patientCaller(url: string): Caller {
  const api = callApi(url, adminKey)
  return async (method, path, body) => {
    const key = { 'idempotency-key': crypto.randomUUID() }
    const until = Date.now() + patienceMs
    while (Date.now() < until) {
      const answer = await api(method, path, body, key).catch(() => undefined)
      if (answer && !isPassing(answer.status)) return answer
      await pause(againMs)
    }
    return undefined
  }
}

/** A temporary failure, and no answer to the request. */
const isPassing = (status: number) => status >= 500 || [408, 409, 429].includes(status)
