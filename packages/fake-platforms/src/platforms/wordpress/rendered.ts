const shortcode = /\[(gallery|caption|embed|audio|video|playlist)\b[^\]]*\](?:[^[]*\[\/\1\])?/g

/**
 * Content as readers of WordPress get it (seen on 6.1 and 6.8): shortcodes run, in code, too, and without anything to
 * show they are gone; of a newline in a paragraph `wpautop` makes a line break.
 */
export const rendered = (content: string): string =>
  content
    .replace(shortcode, '')
    .replace(/<(p|li)>((?:(?!<\/\1>|<pre)[\s\S])*)<\/\1>/g, (paragraph) =>
      paragraph.replace(/(?<!<br \/>)\n/g, '<br />\n'),
    )
    .replaceAll('&#91;', '[')
