import { setTimeout as pause } from 'node:timers/promises'
import { callApi, type Answer } from '../../support/api.ts'
import { adminKey } from '../stack/services.ts'

/** Calls the API for as long as it takes to be answered; undefined when that took too long. */
export type Caller = (method: string, path: string, body?: unknown) => Promise<Answer | undefined>

const againMs = 500

/** A gateway that died over a request keeps its key for a minute. */
const patienceMs = 120_000

/** A client as it should be: it sends the same key until it has an answer. */
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

/** A trouble of the moment, and no answer to what was asked. */
const isPassing = (status: number) => status >= 500 || [408, 409, 429].includes(status)
