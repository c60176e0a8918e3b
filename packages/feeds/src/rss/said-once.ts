import { contentMaxima } from '@pressrun/content'
import { shortened } from '../shortened.ts'

/** The first sentence of a text without signs, if there is not too much of it for a title. */
const sentence = /^[^\\`*_[\]<>&|~#!\n]{1,99}?[.?!…。！？](?=[ \n]|$)/
/** A first paragraph without signs. */
const paragraph = /^[^\\`*_[\]<>&|~#\n]+(?=\n\n|$)/

type Note = { readonly title: string; readonly body: string; readonly url: string }

/**
 * A note, which has no title: the first that it says is one, and is then not said again. What has marks or links
 * in it says more than a title can, and stays.
 */
export function saidOnce({ title, body, url }: Note): { title: string; body: string } {
  if (body === url) return { title, body }
  const whole = paragraph.exec(body)?.[0] ?? ''
  const first = sentence.exec(body)?.[0] ?? whole
  if (
    first === '' ||
    first.length > contentMaxima.title ||
    /^(?:[-+>]|\d+[.)])(?:\s|$)/.test(first)
  )
    return { title, body }
  const rest = body.slice(first.length).trim()
  return rest === '' && url === ''
    ? { title, body }
    : { title: shortened(first, contentMaxima.title), body: rest === '' ? url : rest }
}
