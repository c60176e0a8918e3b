/** Markdown that costs a parser far more than its size, named by its construct. */
export type AdversarialFamily = { readonly name: string; readonly make: (size: number) => string }

const filled = (piece: string, before = '', after = ''): AdversarialFamily['make'] => {
  return (size) => {
    const room = size - before.length - after.length
    return before + piece.repeat(Math.max(1, Math.floor(room / piece.length))) + after
  }
}

/** Half of the size is the header, the other half are rows of one cell each. */
function tableOf(row: string): AdversarialFamily['make'] {
  return (size) => {
    const width = Math.floor(size / 12)
    const head = `|${'a|'.repeat(width)}\n|${'-|'.repeat(width)}\n`
    return head + row.repeat(Math.floor((size - head.length) / row.length))
  }
}

function staircase(step: string, mark: string): AdversarialFamily['make'] {
  return (size) => {
    const lines: string[] = []
    for (let depth = 0, length = 0; length < size; depth += 1) {
      const line = `${step.repeat(depth)}${mark}\n`
      lines.push(line)
      length += line.length
    }
    return lines.join('').slice(0, size)
  }
}

const numbered = (piece: (index: number) => string): AdversarialFamily['make'] => {
  return (size) => {
    const pieces: string[] = []
    for (let index = 0, length = 0; length < size; index += 1) {
      const next = piece(index)
      pieces.push(next)
      length += next.length
    }
    return pieces.join('').slice(0, size)
  }
}

const makers: Readonly<Record<string, AdversarialFamily['make']>> = {
  'table with a wide header': tableOf('|b|\n'),
  'table whose rows are one letter': tableOf('b\n'),
  'tables one after the other': filled('|a|b|c|\n|-|-|-|\n|d|\n\n'),
  pipes: filled('|'),
  'brackets and parentheses': filled('[a]((b)'),
  'opening brackets': filled('['),
  'closing brackets': filled(']'),
  'nested links': filled('[a](b', '', ')'),
  'pairs of brackets': filled('[a]'),
  'brackets within brackets': (size) => '['.repeat(size / 2) + ']'.repeat(size / 2),
  'images without an end': filled('![a]('),
  'links to angle brackets': filled('[a](<b'),
  'links with titles': filled('[a](b "c'),
  parentheses: filled('(', '[a]'),
  'link definitions': numbered((index) => `[a${index}]: /b\n`),
  'references to one definition': filled('[a] ', '[a]: /b\n\n'),
  'definitions without an end': filled('[a]: <b\n'),
  'comments without an end': filled('<!--'),
  'processing instructions': filled('<?'),
  declarations: filled('<!A '),
  'CDATA sections': filled('<![CDATA['),
  'opening tags': filled('<b>'),
  'tags without an end': filled('<a '),
  attributes: filled(' b="c"', '<a', '>'),
  'blocks of HTML': filled('<div>\n'),
  'autolinks without an end': filled('<https://a'),
  'addresses in one word': filled('www.a'),
  'mail addresses': filled('a@a.'),
  'an address that ends in full stops': filled('.', 'https://a.example/'),
  emphasis: filled('*a **b '),
  'emphasis within one word': filled('a*'),
  underscores: filled('_a__'),
  strikethrough: filled('~a ~~b '),
  'backticks of growing length': numbered((index) => `${'`'.repeat(index + 1)} `),
  backticks: filled('`a``'),
  backslashes: filled('\\'),
  entities: filled('&#x41;&amp;&notin'),
  'quotes within quotes': filled('> '),
  'quotes and lists': filled('> - ', '', 'a'),
  'lists that go further in': staircase('  ', '- a'),
  'list items': filled('- a\n'),
  'loose list items': filled('1. a\n\n'),
  'fences without an end': filled('```\n~~~\n'),
  'underlines of headings': filled('a\n=\n'),
  'lines of spaces': filled(' \n'),
  spaces: filled(' ', 'a', 'b'),
  'hard line breaks': filled('a  \n'),
  rules: filled('* * *\n'),
  'one long word': filled('a'),
  'one long line of headings': filled('# a '),
  'combining marks': filled('\u0301', 'a'),
  'flags and families': filled('👨‍👩‍👧‍👦🇦🇧'),
}

export const adversarialFamilies: readonly AdversarialFamily[] = Object.entries(makers).map(
  ([name, make]) => ({ name, make }),
)
