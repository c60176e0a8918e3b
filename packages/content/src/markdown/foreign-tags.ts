/** The elements of HTML, and of what is drawn or calculated in it, present and past. */
const elements = new Set(
  `a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br
  button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed
  fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input
  ins kbd label legend li link main map mark marquee math menu menuitem meta meter nav nobr noscript object ol optgroup
  option output p param picture pre progress q rb rbc rp rt rtc ruby s samp search section select slot small source
  span strike strong sub summary sup svg table tbody td template tfoot th thead time tr track tt u ul var video wbr
  circle clippath defs desc ellipse filter foreignobject g lineargradient line mask metadata path pattern polygon
  polyline radialgradient rect stop symbol tspan use
  annotation maction menclose merror mfrac mi mn mo mover mpadded mphantom mroot mrow ms mspace msqrt mstyle msub
  msubsup msup mtable mtd mtext mtr munder munderover semantics`.split(/\s+/),
)

/**
 * Whether a name behind `<` is no element of HTML: then it is text, as in `List<String>`. So is, by GitHub's tag
 * filter (GFM §6.11), the name of an element that would hide all that follows, like `<script>`: those are not among
 * the elements above. People write HTML in one case, and types in two.
 */
const isForeign = (name: string): boolean =>
  !elements.has(name.toLowerCase()) || (/[a-z]/.test(name) && /[A-Z]/.test(name))

const tagStart = /<(?=[?]|![a-z[]|\/?([a-z][a-z0-9-]*))/gi

/** HTML in which anything but tags of HTML is text. */
export const withForeignTagsAsText = (html: string): string =>
  html.replace(tagStart, (sign, name: string | undefined) =>
    name === undefined || isForeign(name) ? '&lt;' : sign,
  )

/** Whether a tag, an instruction or a declaration is text; comments are not. */
export function isForeignTag(tag: string): boolean {
  if (tag.startsWith('<!--')) return false
  const name = /^<\/?([a-z][a-z0-9-]*)/i.exec(tag)?.[1]
  return name === undefined || isForeign(name)
}
