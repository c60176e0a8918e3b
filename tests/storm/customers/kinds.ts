/** A kind of account. */
export type Kind = {
  readonly name: string
  readonly platform: string
  /** The prefix by which the fake selects its behaviour. */
  readonly prefix?: string
  readonly unconfirmedPolicy?: 'at-least-once'
}

export const kinds: readonly Kind[] = [
  { name: 'webhook', platform: 'webhook' },
  { name: 'mastodon', platform: 'mastodon' },
  { name: 'mastodon, keys ignored', platform: 'mastodon', prefix: 'ignores-keys-' },
  { name: 'bluesky', platform: 'bluesky' },
  { name: 'feed', platform: 'feed' },
  { name: 'wordpress', platform: 'wordpress' },
  { name: 'ghost', platform: 'ghost' },
  { name: 'slack', platform: 'slack' },
  { name: 'devto', platform: 'devto' },
  { name: 'devto, old forem', platform: 'devto', prefix: 'old-forem-' },
  { name: 'discord', platform: 'discord' },
  {
    name: 'discord, at least once',
    platform: 'discord',
    prefix: 'eager-',
    unconfirmedPolicy: 'at-least-once',
  },
]

/** Tasks of one account that may be in flight at once. */
export const maxInFlight = 3
