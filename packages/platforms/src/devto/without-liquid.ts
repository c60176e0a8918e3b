/** Code, which Forem keeps from Liquid by itself: fenced, indented, and between backticks. */
const code =
  /^(?<fence>`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^\k<fence>[`~]*[ \t]*$|(?![\s\S]))|(?<ticks>`+)(?!`)[^\n]*?(?<!`)\k<ticks>(?!`)/gm

const liquid = /\{[{%]/g

/**
 * Markdown in which no template of Liquid runs: Forem refuses an article with `{{ name }}` in its text, and runs the
 * `{% tag %}` of a stranger's feed.
 */
export function withoutLiquid(markdown: string): string {
  let [safe, from] = ['', 0]
  for (const match of markdown.matchAll(code)) {
    safe += quoted(markdown.slice(from, match.index)) + match[0]
    from = match.index + match[0].length
  }
  return safe + quoted(markdown.slice(from))
}

const quoted = (text: string) => text.replace(liquid, '{% raw %}$&{% endraw %}')
