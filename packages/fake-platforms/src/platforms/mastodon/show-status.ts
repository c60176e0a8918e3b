import { isAtSnac } from './names.ts'
import { snacContentOf } from './snac-content.ts'
import type { Status } from './statuses.ts'

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** A status as the API shows it, at the server at this address. */
export function showStatus(status: Status, baseUrl: string, accountId: string) {
  const { id, account, text, visibility, at } = status
  return {
    id,
    created_at: new Date(at).toISOString(),
    edited_at: null,
    visibility,
    uri: `${baseUrl}/users/${account}/statuses/${id}`,
    url: statusUrl(status, baseUrl),
    content: isAtSnac(account)
      ? snacContentOf(text, new URL(baseUrl).host)
      : contentOf(text, baseUrl),
    reblog: null,
    account: { id: accountId, username: account, acct: account },
  }
}

export const statusUrl = ({ account, id }: Status, baseUrl: string) =>
  `${baseUrl}/@${encodeURIComponent(account)}/${id}`

/** Paragraphs and links, with the parts of a URL that are hidden from readers in spans. */
function contentOf(text: string, baseUrl: string): string {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${escaped(paragraph).split('\n').map(line).join('<br />')}</p>`)
    .join('')

  function line(words: string): string {
    return words
      .replace(/(https?:\/\/)([^\s<]{1,30})([^\s<]*)/g, showLink)
      .replace(/(?<![\p{L}\p{N}/&"])#([\p{L}\p{N}_]+)/gu, showHashtag)
  }

  function showHashtag(_all: string, name: string): string {
    return `<a href="${baseUrl}/tags/${name}" class="mention hashtag" rel="tag">#<span>${name}</span></a>`
  }
}

function showLink(url: string, scheme: string, shown: string, rest: string): string {
  const parts = `<span class="invisible">${scheme}</span><span class="ellipsis">${shown}</span>`
  return `<a href="${url}" rel="nofollow noopener">${parts}<span class="invisible">${rest}</span></a>`
}

const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => entities[character] ?? '')
