/** A fault of the front matter; the message goes on after "The front matter of this file". */
export class FrontMatterInvalid extends Error {
  override readonly name = 'FrontMatterInvalid'
}
