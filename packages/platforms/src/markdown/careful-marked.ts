import type { Marked, MarkedExtension, Tokenizer } from 'marked'
import { TooInvolved } from './too-involved.ts'

/** Some tenths of a second. A text of a megabyte whose emphasis is closed takes a tenth of it. */
const stepsMax = 10_000_000

/** What the part of a mail address before its @ is made of. */
const mailName = /^[\w.!#$%&'*+/=?`{|}~-]*/

type Parser = { Marked: typeof Marked; Tokenizer: typeof Tokenizer }

/**
 * Marked that gives up a text which takes too long to be understood: the end of each mark is looked
 * for through the rest of its paragraph, and the @ of a mail address through the rest of its word;
 * where most have none, a page is enough to keep it busy for minutes. Steps are counted, not
 * seconds: the same text always has the same fate.
 */
export function carefulMarked({ Marked, Tokenizer }: Parser) {
  let stepsLeft = stepsMax
  const charge = (steps: number) => {
    stepsLeft -= steps
    if (stepsLeft < 0) throw new TooInvolved('the emphasis is too involved')
  }
  /** An end that was found was as far away as the mark is long. */
  const charged = <Token extends { raw: string }>(src: string, token: Token | undefined) => {
    if (/^[*_~]/.test(src)) charge(token?.raw.length ?? src.length)
    return token
  }
  const { emStrong, del, inlineText } = Tokenizer.prototype
  const tokenizer: MarkedExtension['tokenizer'] = {
    emStrong(src, masked, previous) {
      return charged(src, emStrong.call(this, src, masked, previous))
    },
    del(src, masked, previous) {
      return charged(src, del.call(this, src, masked, previous))
    },
    inlineText(src) {
      charge(mailName.exec(src)?.[0].length ?? 0)
      return inlineText.call(this, src)
    },
  }
  const marked = new Marked({ gfm: true, async: false, tokenizer })
  const fromTheStart =
    <Result>(read: (text: string) => Result) =>
    (text: string) => {
      stepsLeft = stepsMax
      return read(text)
    }
  return {
    lex: fromTheStart((text) => marked.lexer(text)),
    toHtml: fromTheStart((text) => marked.parse(text, { async: false })),
  }
}
