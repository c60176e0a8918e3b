import { titleLine } from '../printable.ts'
import { tooLongOf, type AccountContent } from './account-content.ts'
import { cutText } from './cut-text.ts'
import { leadOf } from './lead-of.ts'

/** A teaser is no article: where there is room for more, this many UTF-16 units of it are enough. */
const teaserMax = 600

/**
 * The content as it goes to a platform whose posts are short: itself, where it fits or is not to be changed, or
 * else its teaser: title, the first that it says, tags, and the link to it. `fits` measures what the platform would
 * show. The same content gives the same teaser; one of which not even the title and the link fit stays as it is.
 */
export function fitted(
  content: AccountContent,
  fits: (content: AccountContent) => boolean,
): AccountContent {
  if (tooLongOf(content) !== 'teaser' || fits(content)) return content
  return teaserOf(content, fits) ?? content
}

export function teaserOf(
  content: AccountContent,
  fits: (content: AccountContent) => boolean,
): AccountContent | undefined {
  const { tags, ...rest } = content
  const bare = { ...rest, title: titleLine(content.title), body: '', isTeaser: true } as const
  const lead = leadOf(content)
  const forms = tags === undefined ? [bare] : [{ ...bare, tags }, bare]
  const form = forms.find(fits)
  if (!form) {
    const title = cutText(bare.title, (shorter) => fits({ ...bare, title: shorter }))
    return title === '' ? undefined : { ...bare, title }
  }
  const withLead = (text: string) => ({ ...form, body: asMarkdown(text) })
  const body = cutText(lead, (text) => text.length <= teaserMax && fits(withLead(text)))
  return body === '' && form.title === '' ? undefined : withLead(body)
}

/** Words as Markdown that says nothing else: every sign of ASCII may be escaped (CommonMark §2.4). */
const asMarkdown = (words: string): string => words.replace(/[!-/:-@[-`{-~]/g, String.raw`\$&`)
