import { titleLine } from '../printable.ts'
import { tooLongOf, type AccountContent } from './account-content.ts'
import { cutText } from './cut-text.ts'
import { leadOf } from './lead-of.ts'

/** A teaser is no article: even with more space, this many UTF-16 units are enough. */
const teaserMax = 600

export type Fitted<Rendered> = { readonly content: AccountContent; readonly rendered: Rendered }

/**
 * The content as it goes to a platform with short posts, and its displayed part: itself, where it fits or must not be
 * changed, or else its teaser: title, beginning, tags, and link. The same content gives the same teaser; content stays
 * as it is if not even its title and link fit.
 */
export function fitted<Rendered>(
  content: AccountContent,
  render: (content: AccountContent) => Rendered,
  fits: (rendered: Rendered) => boolean,
): Fitted<Rendered> {
  const whole = { content, rendered: render(content) }
  if (tooLongOf(content) !== 'teaser' || fits(whole.rendered)) return whole
  const teaser = teaserOf(content, (part) => fits(render(part)))
  return teaser ? { content: teaser, rendered: render(teaser) } : whole
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

/** Words as Markdown without any marks: every punctuation character of ASCII may be escaped (CommonMark §2.4). */
const asMarkdown = (words: string): string => words.replace(/[!-/:-@[-`{-~]/g, String.raw`\$&`)
