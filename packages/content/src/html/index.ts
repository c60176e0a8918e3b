// Separate from the rest of the package: only code that reads HTML needs its parser.
export { htmlToMarkdown, htmlToText } from './html-to-markdown.ts'
export { MarkdownTooLong } from './written-budget.ts'
