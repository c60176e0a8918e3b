import type { Limit } from '@pressrun/content'

/** How a server measures a status. */
export type Instance = {
  readonly charactersMax: number
  readonly charactersPerUrl: number
}

/** Mastodon's own, for servers that publish none. */
export const instanceDefault: Instance = { charactersMax: 500, charactersPerUrl: 23 }

export function limitsOf({ charactersMax }: Instance): Limit[] {
  return [{ path: 'text', unit: 'graphemes', max: charactersMax }]
}
