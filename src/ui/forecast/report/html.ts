/** Text for HTML. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A table of plain texts; columns of numbers stand to the right. */
export function tableOf(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const numbers = headers.map((_, k) => rows.every((row) => isNumber(row[k] ?? '')));
  const cells = (row: readonly string[], tag: 'td' | 'th'): string =>
    row.map((cell, k) => `<${tag}${numbers[k] ? ' class="n"' : ''}>${escaped(cell)}</${tag}>`).join('');
  const body = rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('\n');
  return `<table><thead><tr>${cells(headers, 'th')}</tr></thead><tbody>\n${body}\n</tbody></table>`;
}

export function listOf(items: readonly string[]): string {
  return items.length === 0 ? '' : `<ul>${items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`;
}

export function section(title: string, ...parts: readonly string[]): string {
  return `<section><h2>${escaped(title)}</h2>\n${parts.join('\n')}\n</section>`;
}

/** A document that needs nothing else and prints well. */
export function page(title: string, body: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escaped(title)}</title>
<style>
body { font: 14px/1.5 system-ui, sans-serif; color: #1a1d21; max-width: 1000px; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 22px; } h2 { font-size: 16px; margin-top: 1.6em; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: start; padding: 2px 12px 2px 0; border-bottom: 1px solid #d9dde2; font-weight: 400; }
th { color: #5a626b; } .n { text-align: end; } svg { max-width: 100%; height: auto; } section { break-inside: avoid-page; }
</style>
${body.join('\n')}
</html>
`;
}

function isNumber(text: string): boolean {
  return /^[+−-]?[\d.,]+( %)?$/.test(text);
}
