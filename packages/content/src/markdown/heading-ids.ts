import GithubSlugger from 'github-slugger'
import { withoutTags } from './without-tags.ts'
import { decoded } from './decoded.ts'

const ownLink = /<a href="#([^"]+)"/g
const heading = /<(h[1-6])>(.*?)<\/\1>/gs

/** Gives the headings that the text itself links to (`[there](#that-part)`) the ids that GitHub would give them. */
export function withHeadingIds(html: string): string {
  const wanted = new Set(Array.from(html.matchAll(ownLink), ([, part = '']) => readable(part)))
  if (wanted.size === 0) return html
  const slugger = new GithubSlugger()
  return html.replace(heading, (whole, tag: string, inner: string) => {
    const id = slugger.slug(decoded(withoutTags(inner, '')))
    return wanted.has(id) ? `<${tag} id="${id}">${inner}</${tag}>` : whole
  })
}

function readable(part: string): string {
  try {
    return decodeURIComponent(decoded(part))
  } catch {
    return part
  }
}
