import { escapeText, titleLine, type Content } from '@pressrun/content'

export type Page = {
  readonly content: Content
  readonly bodyHtml: string
  readonly feedTitle: string
  readonly at: Date
}

const style = `
  :root { color-scheme: light dark }
  body { max-width: 42rem; margin: 3rem auto; padding: 0 1.25rem; font: 1.1rem/1.65 Georgia, serif }
  header, footer { font-family: system-ui, sans-serif }
  h1 { line-height: 1.2; margin-bottom: .4rem }
  .summary { font-size: 1.2rem; opacity: .8 }
  .meta, footer { font-size: .9rem; opacity: .7 }
  img { max-width: 100%; height: auto }
  pre { overflow-x: auto; padding: 1rem; background: #8881; border-radius: .4rem }
  code { font-size: .9em }
  blockquote { margin-left: 0; padding-left: 1rem; border-left: 3px solid #8886 }
  table { border-collapse: collapse } td, th { padding: .3rem .6rem; border: 1px solid #8886 }`

/** A page that stands alone: no scripts, nothing loaded but the pictures of the text. */
export function renderPage({ content, bodyHtml, feedTitle, at }: Page): string {
  const title = escapeText(titleLine(content.title))
  const name = [title, escapeText(feedTitle)].filter((part) => part !== '').join(' · ')
  const day = at.toISOString()
  return `<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src http: https: data:; style-src 'unsafe-inline'">
<title>${name}</title>
<link rel="alternate" type="application/atom+xml" title="${escapeText(feedTitle)}" href="feed.xml">
<style>${style}
</style>
</head>
<body>
<article>
<header>
${title === '' ? '' : `<h1>${title}</h1>\n`}${content.summary ? `<p class="summary">${escapeText(content.summary)}</p>\n` : ''}<p class="meta"><time datetime="${day}">${day.slice(0, 10)}</time>${renderTags(content.tags)}</p>
</header>
${bodyHtml}
</article>
<footer><a href="feed.xml">${escapeText(feedTitle)}</a></footer>
</body>
</html>
`
}

function renderTags(tags: string[] | undefined): string {
  return (tags ?? []).map((tag) => ` · ${escapeText(tag)}`).join('')
}
