import type { ServerResponse } from 'node:http'

type Headers = Readonly<Record<string, string>>

/** What an operation returns. */
export type Response<Status extends number = number, Body = unknown> = {
  readonly status: Status
  readonly headers: Headers
  readonly body: Body
  /** Writes the response itself, for as long as it lasts. */
  readonly stream?: (response: ServerResponse) => void
}

export const ok = <Body>(body: Body, headers: Headers = {}): Response<200, Body> => ({
  status: 200,
  headers,
  body,
})

/** `path` is its location from now on, under /api/v1. */
export const created = <Body>(
  path: string,
  body: Body,
  headers: Headers = {},
): Response<201, Body> => ({
  status: 201,
  headers: { location: `/api/v1${path}`, ...headers },
  body,
})

export const accepted = <Body>(body: Body): Response<202, Body> => ({
  status: 202,
  headers: {},
  body,
})

export const noContent = (): Response<204, null> => ({ status: 204, headers: {}, body: null })

export const streamed = (stream: (response: ServerResponse) => void): Response<200, undefined> => ({
  status: 200,
  headers: {},
  body: undefined,
  stream,
})
