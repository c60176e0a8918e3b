import type { Answer } from '../../platform-fake.ts'
import type { Visitor } from './visitor.ts'
import { isAtSnac } from './names.ts'
import { charactersMax, charactersPerUrl } from './validate.ts'

export function showInstance({ account, baseUrl }: Visitor): Answer {
  if (isAtSnac(account)) return { status: 404, body: { error: 'Not Found' } }
  const measures = {
    max_characters: charactersMax,
    max_media_attachments: 4,
    characters_reserved_per_url: charactersPerUrl,
  }
  const body = {
    domain: new URL(baseUrl).host,
    version: '4.4.8',
    configuration: { statuses: measures },
  }
  return { status: 200, body }
}

export function showInstanceV1({ account, baseUrl }: Visitor): Answer {
  const atSnac = isAtSnac(account)
  const version = atSnac ? '4.0.0 (not true; really snac/2.96)' : '4.4.8'
  const statuses = {
    max_characters: atSnac ? 100_000 : charactersMax,
    max_media_attachments: 4,
    characters_reserved_per_url: charactersPerUrl,
  }
  return {
    status: 200,
    body: { uri: new URL(baseUrl).host, version, configuration: { statuses } },
  }
}

const schema = 'http://nodeinfo.diaspora.software/ns/schema/2.0'

export const showWellKnown = ({ baseUrl }: Visitor): Answer => ({
  status: 200,
  body: { links: [{ rel: schema, href: `${baseUrl}/nodeinfo/2.0` }] },
})

export const showNodeinfo = ({ account }: Visitor): Answer => ({
  status: 200,
  body: {
    version: '2.0',
    software: isAtSnac(account)
      ? { name: 'snac', version: '2.96' }
      : { name: 'mastodon', version: '4.4.8' },
    protocols: ['activitypub'],
  },
})
