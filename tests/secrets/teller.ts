import type { Instance } from '../support/index.ts'

// Stories read responses of any shape.
// oxlint-disable-next-line typescript/no-explicit-any
type ApiReply = { readonly status: number; readonly body: any }

/** Calls the API; a string is sent as it is. */
export type Teller = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<ApiReply>

/** Records every response of the API. */
export function tellerOf({ url, adminKey }: Instance, answers: Set<string>): Teller {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${adminKey}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    answers.add(`${method} ${response.status} ${JSON.stringify([...response.headers])}\n${text}`)
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
  }
}
