/** The marks that a run may have, as bits. */
export const mark = { strong: 1, emphasis: 2, delete: 4 } as const
export const allMarks = mark.strong | mark.emphasis | mark.delete

/** The target of a run. Two links to one address are two objects. */
export type Link = { readonly url: string }

/** The elements around a run. */
export type Around = { readonly marks: number; readonly link?: Link | undefined }

/** A piece of a paragraph, in which nothing begins or ends. */
export type TextSpan = Around &
  (
    | { readonly kind: 'text' | 'code'; readonly text: string }
    | { readonly kind: 'image'; readonly alt: string; readonly url: string }
    | { readonly kind: 'break' }
  )
