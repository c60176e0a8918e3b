import type { MarkedExtension, Tokenizer, Tokens } from 'marked'
import { withoutSentenceEnd } from '../html/bare-addresses.ts'
import { isForeignTag } from './foreign-tags.ts'
import type { StepBudget } from './step-budget.ts'

/** The characters of a mail address before its @. */
const mailName = /^[\w.!#$%&'*+/=?`{|}~-]*/

const bareAddress = /^(?:(?:https?|ftp):\/\/|www\.)[^\s<]*/i

/** A link up to its target; this must not itself go through all the rest. */
const linkStart = /^!?\[(?:[^[\]]|\[[^[\]]{0,1000}\]){0,1000}\]\(/

/** HTML whose end may be anywhere: comments, instructions, declarations, attributes. */
const longTag = /^<(?:[!?]|\/?[a-z][a-z0-9-]*\s)/i

/**
 * Parses the text of a paragraph. An end that was found is as far away as the mark is long; a missing one was searched
 * for through all the rest.
 */
export function chargingInlines(
  parser: Tokenizer,
  budget: StepBudget,
): NonNullable<MarkedExtension['tokenizer']> {
  const charged = <Token extends { raw: string }>(
    src: string,
    token: Token | undefined,
    begin: RegExp,
  ) => {
    if (begin.test(src)) budget.charge(token?.raw.length ?? src.length)
    return token
  }
  const { emStrong, del, link, tag, codespan, url, inlineText } = parser
  return {
    emStrong(src, masked, previous) {
      return charged(src, emStrong.call(this, src, masked, previous), /^[*_]/)
    },
    del(src, masked, previous) {
      return charged(src, del.call(this, src, masked, previous), /^~/)
    },
    link(src) {
      return charged(src, link.call(this, src), linkStart)
    },
    tag(src) {
      const { inRawBlock } = this.lexer.state
      const token = charged(src, tag.call(this, src), longTag)
      if (!token || !isForeignTag(token.raw)) return token
      this.lexer.state.inRawBlock = inRawBlock
      return { type: 'escape', raw: token.raw, text: token.raw } as unknown as typeof token
    },
    codespan(src) {
      return charged(src, codespan.call(this, src), /^`/)
    },
    url(src) {
      const address = bareAddress.exec(src)?.[0] ?? ''
      // For each of its brackets an end is searched for through all the rest of it.
      budget.charge(address.split('(').length * address.length)
      return withoutBracket(url.call(this, src))
    },
    inlineText(src) {
      // The @ of an address is searched for through the rest of its word.
      budget.charge(mailName.exec(src)?.[0].length ?? 0)
      return inlineText.call(this, src)
    },
  }
}

/** A bracket that was opened before an address is no part of it. */
function withoutBracket<Token extends Tokens.Link | Tokens.Text>(token: Token | undefined) {
  if (token?.type !== 'link' || !token.raw.endsWith(']')) return token
  const raw = withoutSentenceEnd(token.raw)
  const href = token.href.slice(0, token.href.length - (token.raw.length - raw.length))
  return { ...token, raw, text: raw, href, tokens: [{ type: 'text', raw, text: raw }] }
}
