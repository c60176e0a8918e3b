import { escapeText } from '../escape-text.ts'
import { pageOf } from '../html/addresses.ts'

const embed = /<(\/?)(iframe|video|audio|source|embed|object)\b([^<>]*)>/gi
const address = /\b(?:src|data)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i

/**
 * HTML in which embedded content (a film, a player) is replaced by a link to it: no platform shows it, and nothing of
 * it would be left. One that names no address is text, as in "the <iframe> tag".
 */
export const withEmbedsAsLinks = (html: string): string =>
  html.replace(embed, (tag: string, slash: string, _name: string, attributes: string) => {
    if (slash !== '') return ''
    const [, double, single, bare] = address.exec(attributes) ?? []
    const url = (double ?? single ?? bare ?? '')
      .replaceAll('&amp;', '&')
      .replace(/^\/\//, 'https://')
    if (/^https?:\/\//i.test(url)) return linkTo(pageOf(url))
    return attributes.trim() === '' ? escapeText(tag) : ''
  })

const linkTo = (url: string) => `<a href="${escapeText(url)}">${escapeText(url)}</a> `
